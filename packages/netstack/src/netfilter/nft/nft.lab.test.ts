import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NFT_CASES } from '../testing/nft-cases.ts';
import { startRouterLab } from '../testing/router-lab.ts';
import { askAfter } from '../testing/router-model.ts';
import type { RouterLab } from '../testing/router-question.ts';

let lab: RouterLab;
beforeAll(async () => {
  lab = await startRouterLab();
});
afterAll(() => lab?.close());

describe('nft, as the kernel does it', () => {
  test.each(NFT_CASES)('%s', async (_why, rules, ...questions) => {
    const { kernel, model } = await askAfter(lab, rules, questions);
    expect(model).toEqual(kernel);
  });
});
