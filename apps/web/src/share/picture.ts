import interUrl from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import type { Diagnosis } from '@skoop/model';
import { renderComparedSvg, renderSvg, type Theme } from '@skoop/render';
import type { Direction } from '../diagnosis/selection.ts';

/** Pixels of the exported PNG per unit of the picture, whatever the screen. */
const SCALE = 2;

let font: Promise<string> | undefined;

/** An `@font-face` with Inter inside: a picture drawn from a string sees no fonts of the page. */
function fontCss(): Promise<string> {
  font ??= (async () => {
    const bytes = new Uint8Array(await (await fetch(interUrl)).arrayBuffer());
    let binary = '';
    for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return `@font-face{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,${btoa(binary)}) format("woff2")}`;
  })();
  return font;
}

/** The picture as an SVG document that looks the same everywhere: the font is inside. */
export const svgPicture = async (d: Diagnosis, theme: Theme, direction: Direction): Promise<string> =>
  renderSvg(d, { kind: 'share', theme, direction, fontCss: await fontCss() });

/** The picture as a PNG at exactly twice its size. */
export const pngPicture = async (d: Diagnosis, theme: Theme, direction: Direction): Promise<Blob> =>
  pngOf(await svgPicture(d, theme, direction));

/** The picture of a comparison. */
export const comparedSvg = async (
  before: Diagnosis,
  after: Diagnosis,
  theme: Theme,
  direction: Direction,
): Promise<string> => renderComparedSvg(before, after, { theme, direction, fontCss: await fontCss() });

/** An SVG document as a PNG at exactly twice its size. */
export async function pngOf(svg: string): Promise<Blob> {
  const [, width = '0', height = '0'] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(Number(width) * SCALE);
    canvas.height = Math.round(Number(height) * SCALE);
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('This browser gives no canvas to draw on.');
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))),
        'image/png',
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
