import { describe, expect, it } from 'vitest';
import { recorded } from './fixtures/recorded.ts';
import { renderD2 } from './report/renderD2.ts';
import { renderMarkdown } from './report/renderMarkdown.ts';
import { renderSvg } from './svg/renderSvg.ts';
import { renderText } from './text/renderText.ts';

const tellings = {
  txt: renderText,
  md: renderMarkdown,
  d2: renderD2,
  svg: renderSvg,
} as const;

describe('recorded clusters', () => {
  it.each(
    Object.keys(recorded).flatMap((name) =>
      Object.keys(tellings).map((form) => [name, form as keyof typeof tellings] as const),
    ),
  )('%s as %s is what it was (vitest -u writes anew; look at the difference)', async (name, form) => {
    const d = recorded[name];
    if (!d) throw new Error('a recorded diagnosis is missing');
    await expect(tellings[form](d)).toMatchFileSnapshot(`fixtures/recorded/${name}.golden.${form}`);
  });
});
