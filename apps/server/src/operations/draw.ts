import { createRequire } from 'node:module';
import path from 'node:path';
import type { Diagnosis } from '@skoop/model';
import { redact as redactDiagnosis, renderD2, renderHtml, renderMarkdown, renderSvg } from '@skoop/render';
import type { FileName } from './file-name.ts';

export type DrawInput = {
  /** JSON text of a stored diagnosis. */
  readonly body: string;
  readonly file: FileName;
  readonly theme: 'light' | 'dark';
  readonly redact: boolean;
};

/** A diagnosis as a file: pictures by the same function as the page and the command line. */
export async function drawFile({ body, file, theme, redact }: DrawInput): Promise<Uint8Array> {
  const stored = JSON.parse(body) as Diagnosis;
  const diagnosis = redact ? redactDiagnosis(stored) : stored;
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  switch (file) {
    case 'diagnosis.json':
      return text(JSON.stringify(diagnosis, undefined, 2));
    case 'path.svg':
      return text(renderSvg(diagnosis, { theme }));
    case 'path.d2':
      return text(renderD2(diagnosis));
    case 'report.md':
      return text(renderMarkdown(diagnosis));
    case 'report.html':
      return text(renderHtml(diagnosis));
    case 'preview.png':
      return paint(renderSvg(diagnosis, { kind: 'preview', theme }), 1);
    case 'picture.png':
      return paint(renderSvg(diagnosis, { kind: 'share', theme }), 2);
  }
}

const require = createRequire(import.meta.url);

/** Resvg draws no text without a font, and tells nobody. */
function fontFiles(): string[] {
  const folder = path.dirname(require.resolve('@expo-google-fonts/inter/package.json'));
  return ['400Regular', '500Medium', '600SemiBold'].map((style) => path.join(folder, style, `Inter_${style}.ttf`));
}

/** PNG of a picture, `scale` pixels for one of its own. */
async function paint(svg: string, scale: number): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      fontFiles: fontFiles(),
      loadSystemFonts: false,
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'Inter',
      monospaceFamily: 'Inter',
    },
  });
  return image.render().asPng();
}
