import type { Diagnosis } from '@skoop/model';
import { layoutPath } from '../layout/layoutPath.ts';
import { pageSizes } from '../layout/sizes.ts';
import { drawnSentence, xml } from '../look/escape.ts';
import { r2 } from '../look/glyph.ts';
import { cssPalette, type Palette, type Theme, tokens } from '../look/tokens.ts';
import { buildView, worstDirection } from '../view/buildView.ts';
import type { Direction } from '../view/pathView.ts';
import { verdictHeadline } from '../words/headline.ts';
import { questionSentence } from '../words/question.ts';
import { drawGraph } from './drawGraph.ts';
import { SANS } from './pen.ts';
import { drawPreview } from './preview.ts';
import { drawShare } from './share.ts';

export type SvgOptions = {
  /** `share`: 1600 wide, the picture for a channel or a ticket. `preview`: 1200x630. `graph`: the path alone. */
  readonly kind?: 'share' | 'preview' | 'graph';
  /** Default: the direction of the worst drop. */
  readonly direction?: Direction;
  /** `css` leaves colours to the custom properties of the page around it. */
  readonly theme?: Theme | 'css';
  /** CSS put into the picture, for an `@font-face` where Inter is not installed. Must be trusted. */
  readonly fontCss?: string;
};

/** A picture drawn, before it becomes a document. */
export type Drawn = { readonly width: number; readonly height: number; readonly body: string };

/** A diagnosis as a self-contained SVG document: real text in Inter, no scripts, no references. Equal input gives equal output. */
export function renderSvg(d: Diagnosis, options: SvgOptions = {}): string {
  const p = options.theme === 'css' ? cssPalette : tokens[options.theme ?? 'light'];
  const direction = options.direction ?? worstDirection(d);
  const name = `${verdictHeadline(d)}. ${questionSentence(d.question)}. ${drawnSentence(d.verdict.sentence)}`;
  return svgDocument(draw(d, direction, p, options.kind ?? 'share'), name, options.fontCss);
}

/** A document of what was drawn; `name` is for those who do not see it. */
export function svgDocument({ width, height, body }: Drawn, name: string, fontCss = ''): string {
  const style = fontCss ? `<style>${fontCss.replace(/<\//g, '<\\/')}</style>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${r2(width)}" height="${r2(height)}" viewBox="0 0 ${r2(width)} ${r2(height)}" role="img" aria-label="${xml(name)}" font-family="${xml(SANS)}">${style}${body}</svg>`;
}

function draw(d: Diagnosis, direction: Direction, p: Palette, kind: 'share' | 'preview' | 'graph'): Drawn {
  if (kind === 'preview') return drawPreview(d, direction, p);
  if (kind === 'share') return drawShare(d, direction, p);
  const view = buildView(d, direction);
  const layout = layoutPath(view, pageSizes);
  return {
    width: layout.width,
    height: layout.height,
    body: drawGraph(layout, p, { underlay: view.underlay, ground: p.bg }),
  };
}
