import { readFileSync } from 'node:fs';
import { type Token, tokens } from '@skoop/render';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const theme = css.slice(0, css.indexOf('@media'));

test.each(Object.keys(tokens.light) as Token[])('--%s is the same on the page and in the picture', (token) => {
  const value = new RegExp(`--${token}: ([^;]+);`).exec(theme)?.[1] ?? '';
  const [light, dark = light] = value.replace(/^light-dark\(|\)$/g, '').split(', ');
  expect([light, dark]).toEqual([tokens.light[token], tokens.dark[token]]);
});
