/**
 * Every colour, once, for both themes. Names are those of the CSS custom properties (`--ok-bg`). Colour means an outcome and nothing
 * else: `ok`, `bad`, `unk`, `ghost` are delivered, dropped, unknown, promised; all the rest is ink on paper.
 */
const light = {
  bg: '#f5f6f8',
  surface: '#ffffff',
  sunken: '#f0f2f5',
  hover: '#eef0f4',
  raised: '#ffffff',
  line: '#e0e4ea',
  line2: '#bcc4cf',
  ink: '#14171c',
  ink2: '#414a57',
  ink3: '#5f6875',
  ok: '#04795a',
  'ok-bg': '#e4f4ed',
  bad: '#b8151a',
  'bad-bg': '#fdecea',
  'bad-lane': '#fef5f4',
  unk: '#6233c4',
  'unk-bg': '#f1ecfc',
  'unk-lane': '#f9f6fe',
  ghost: '#5f6977',
  'ghost-line': '#7c8696',
  field: '#838d9b',
  warn: '#f3b43b',
  'warn-line': '#8a6100',
  'on-warn': '#261900',
  'on-tone': '#ffffff',
  sel: '#14171c',
  add: '#e8f0fb',
};

export type Token = keyof typeof light;
export type Palette = Readonly<Record<Token, string>>;

const dark: Palette = {
  bg: '#0b0d10',
  surface: '#13161b',
  sunken: '#0e1115',
  hover: '#20252d',
  raised: '#1a1e25',
  line: '#272d36',
  line2: '#434c59',
  ink: '#eef1f5',
  ink2: '#b7c0cc',
  ink3: '#8e98a6',
  ok: '#5be3bd',
  'ok-bg': '#10291f',
  bad: '#ff7067',
  'bad-bg': '#35181c',
  'bad-lane': '#1d1316',
  unk: '#c0a0ff',
  'unk-bg': '#201931',
  'unk-lane': '#171423',
  ghost: '#8591a1',
  'ghost-line': '#6f7b8b',
  field: '#6a7686',
  warn: '#f3b43b',
  'warn-line': '#f3b43b',
  'on-warn': '#261900',
  'on-tone': '#0b0d10',
  sel: '#eef1f5',
  add: '#1a2433',
};

export type Theme = 'light' | 'dark';
export const tokens: Readonly<Record<Theme, Palette>> = { light, dark };

/** The palette whose values are references to the page's custom properties, for pictures inside a themed page. */
export const cssPalette: Palette = Object.fromEntries(Object.keys(light).map((k) => [k, `var(--${k})`])) as Palette;

/** `--bg:#f5f6f8;...` for a style rule. */
export const tokenDeclarations = (theme: Theme): string =>
  Object.entries(tokens[theme])
    .map(([k, v]) => `--${k}:${v}`)
    .join(';');
