// Writes src/font/interWidths.ts from the Inter files that pictures are drawn with: `node packages/render/scripts/inter-widths.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/inter/package.json'));
const files = {
  400: '400Regular/Inter_400Regular.ttf',
  500: '500Medium/Inter_500Medium.ttf',
  600: '600SemiBold/Inter_600SemiBold.ttf',
};
const first = 0x20;
const last = 0x17f;
const extra = [0x2013, 0x2014, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2026, 0x2190, 0x2192, 0x2193, 0x2212, 0x00d7];

function advances(path) {
  const b = readFileSync(path);
  const tables = new Map();
  for (let i = 0; i < b.readUInt16BE(4); i++) {
    const at = 12 + i * 16;
    tables.set(b.toString('latin1', at, at + 4), b.readUInt32BE(at + 8));
  }
  const em = b.readUInt16BE(tables.get('head') + 18);
  const metrics = b.readUInt16BE(tables.get('hhea') + 34);
  const hmtx = tables.get('hmtx');
  const glyphOf = cmap(b, tables.get('cmap'));
  return (code) => {
    const glyph = glyphOf(code);
    return glyph === 0 ? 0 : Math.round((b.readUInt16BE(hmtx + Math.min(glyph, metrics - 1) * 4) / em) * 1000);
  };
}

function cmap(b, at) {
  for (let i = 0; i < b.readUInt16BE(at + 2); i++) {
    const t = at + b.readUInt32BE(at + 4 + i * 8 + 4);
    if (b.readUInt16BE(t) !== 4) continue;
    const n = b.readUInt16BE(t + 6) / 2;
    return (code) => {
      for (let s = 0; s < n; s++) {
        if (b.readUInt16BE(t + 14 + s * 2) < code) continue;
        const start = b.readUInt16BE(t + 16 + (n + s) * 2);
        if (start > code) return 0;
        const delta = b.readUInt16BE(t + 16 + (2 * n + s) * 2);
        const rangeAt = t + 16 + (3 * n + s) * 2;
        const range = b.readUInt16BE(rangeAt);
        if (range === 0) return (code + delta) & 0xffff;
        const glyph = b.readUInt16BE(rangeAt + range + (code - start) * 2);
        return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
      }
      return 0;
    };
  }
  throw new Error('no cmap of format 4');
}

const rows = Object.entries(files).map(([weight, file]) => {
  const width = advances(join(folder, file));
  const run = Array.from({ length: last - first + 1 }, (_, i) => width(first + i));
  return `  ${weight}: {\n    run: '${run.map((w) => w.toString(36).padStart(2, '0')).join('')}',\n    more: { ${extra.map((c) => `${c}: ${width(c)}`).join(', ')} },\n  },`;
});
writeFileSync(
  new URL('../src/font/interWidths.ts', import.meta.url),
  `/** Advance widths of Inter in thousandths of an em. Written by scripts/inter-widths.mjs; \`run\` starts at U+0020, two base-36 digits each. */\nexport const interWidths = {\n${rows.join('\n')}\n} as const;\n`,
);
