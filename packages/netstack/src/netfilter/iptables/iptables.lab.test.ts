import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IPTABLES_CASES } from '../testing/iptables-cases.ts';
import { LOCAL_CASES } from '../testing/local-cases.ts';
import { startRouterLab } from '../testing/router-lab.ts';
import { askAfter } from '../testing/router-model.ts';
import type { RouterLab } from '../testing/router-question.ts';

let lab: RouterLab;
beforeAll(async () => {
  lab = await startRouterLab();
});
afterAll(() => lab?.close());

describe.each([['legacy'], ['nft']])('iptables-%s, as the kernel does it', (backend) => {
  const tools = `T() { iptables-${backend} "$@"; }; T6() { ip6tables-${backend} "$@"; };`;
  test.each(IPTABLES_CASES)('%s', async (_why, rules, ...questions) => {
    const { kernel, model } = await askAfter(lab, `${tools} ${rules}`, questions);
    expect(model).toEqual(kernel);
  });
  test.each(LOCAL_CASES)('from the router itself: %s', async (_why, rules, ...questions) => {
    const { kernel, model } = await askAfter(lab, `${tools} ${rules}`, questions, 'r');
    expect(model).toEqual(kernel);
  });
});
