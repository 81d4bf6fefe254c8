import { afterAll, beforeAll, expect, test } from 'vitest';
import { HISTORY_CASES } from '../testing/history-cases.ts';
import { startRouterLab } from '../testing/router-lab.ts';
import { askBoth, CLEAN } from '../testing/router-model.ts';
import type { RouterLab } from '../testing/router-question.ts';

let lab: RouterLab;
beforeAll(async () => {
  lab = await startRouterLab();
});
afterAll(() => lab?.close());

test.each(HISTORY_CASES)('%s', async (_why, ...steps) => {
  lab.sh(CLEAN);
  for (const step of steps)
    if (typeof step === 'string') lab.sh(step);
    else {
      const { kernel, model } = await askBoth(lab, [step]);
      expect(model).toEqual(kernel);
    }
});
