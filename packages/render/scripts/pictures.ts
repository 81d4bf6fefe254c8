// Draws diagnoses as PNG to look at: `node --conditions=skoop-source --import tsx packages/render/scripts/pictures.ts OUT [name|file.json ...]`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { samples } from '../src/fixtures/samples.ts';
import { renderSvg } from '../src/index.ts';

const [out = '.', ...names] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/inter/package.json'));
const font = {
  fontFiles: [
    '400Regular/Inter_400Regular.ttf',
    '500Medium/Inter_500Medium.ttf',
    '600SemiBold/Inter_600SemiBold.ttf',
  ].map((f) => join(fonts, f)),
  loadSystemFonts: false,
  defaultFontFamily: 'Inter',
};
const kinds = (process.env.KINDS ?? 'share').split(',') as ('share' | 'preview' | 'graph')[];
const themes = (process.env.THEMES ?? 'light').split(',') as ('light' | 'dark')[];
for (const name of names.length > 0 ? names : Object.keys(samples)) {
  const d = name.endsWith('.json') ? JSON.parse(readFileSync(name, 'utf8')) : samples[name];
  for (const kind of kinds)
    for (const theme of themes) {
      const started = performance.now();
      const direction = process.env.DIRECTION as 'request' | 'reply' | undefined;
      const svg = renderSvg(d, { kind, theme, direction });
      const file = join(out, `${basename(name, '.json')}-${kind}-${theme}`);
      writeFileSync(`${file}.svg`, svg);
      writeFileSync(
        `${file}.png`,
        new Resvg(svg, { font, background: theme === 'light' ? '#f5f6f8' : '#0b0d10' }).render().asPng(),
      );
      console.log(file, `${svg.length} B`, `${(performance.now() - started).toFixed(0)} ms`);
    }
}
