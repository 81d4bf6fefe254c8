import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IPTABLES_CASES } from '../testing/iptables-cases.ts';
import { startRouterLab } from '../testing/router-lab.ts';
import { agrees, CLEAN, labWord, modelWord, predict, readRules } from '../testing/router-model.ts';
import type { RouterLab } from '../testing/router-question.ts';

let lab: RouterLab;
beforeAll(async () => {
  lab = await startRouterLab();
});
afterAll(() => lab?.close());

describe.each([['legacy'], ['nft']])('iptables-%s', (backend) => {
  test.each(IPTABLES_CASES)('%s', async (_why, rules, ...questions) => {
    lab.sh(CLEAN);
    const tools = `T() { iptables-${backend} "$@"; }; T6() { ip6tables-${backend} "$@"; }`;
    lab.sh(`${tools}; ${rules}`);
    const seen = [];
    for (const q of questions) {
      const records = readRules(lab);
      const kernel = labWord(await lab.ask(q), q);
      const model = [...new Set(predict(records, q).branches.map((b) => modelWord(b.result, q)))];
      seen.push({ kernel, model: model.some((m) => agrees(kernel, m, q)) ? kernel : model });
    }
    expect(seen.map((s) => s.model)).toEqual(seen.map((s) => s.kernel));
  });
});
