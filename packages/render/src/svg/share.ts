import type { Diagnosis } from '@skoop/model';
import { layoutPath } from '../layout/layoutPath.ts';
import { shareSizes } from '../layout/sizes.ts';
import { r2 } from '../look/glyph.ts';
import type { Palette } from '../look/tokens.ts';
import { buildView } from '../view/buildView.ts';
import type { Direction } from '../view/pathView.ts';
import { drawGraph } from './drawGraph.ts';
import { drawHeader } from './header.ts';
import { drawLegend } from './legend.ts';
import { text } from './pen.ts';
import type { Drawn } from './renderSvg.ts';
import { drawPanel, PANEL_WIDTH } from './sidePanel.ts';

const WIDTH = 1600;
const MIN_HEIGHT = 900;
const FOOT = 60;
const MARGIN = 48;

/** The exported picture: what was asked, the verdict, the path, why, and what fixes it. 1600 wide, as high as it needs to be. */
export function drawShare(d: Diagnosis, direction: Direction, p: Palette): Drawn {
  const view = buildView(d, direction);
  const layout = layoutPath(view, shareSizes);
  const head = drawHeader(d, WIDTH, p);
  const top = head.height + 18;
  const beside = WIDTH - MARGIN - PANEL_WIDTH - 28 - 20;
  const below = beside / layout.width < 0.72;
  const room = below ? WIDTH - 20 - MARGIN : beside;
  const scale = Math.min(1.12, room / layout.width);
  const graphHeight = layout.height * scale;
  const panel = drawPanel(
    d,
    direction,
    p,
    below ? { columns: 3, width: WIDTH - 2 * MARGIN } : { columns: 1, width: PANEL_WIDTH },
  );
  const content = below ? graphHeight + 28 + panel.height : Math.max(graphHeight, panel.height);
  const height = Math.max(MIN_HEIGHT, Math.ceil(top + content + 18 + FOOT));
  const free = height - top - 18 - FOOT - content;
  const gx = 20 + (room - layout.width * scale) / 2;
  const gy = top + (below ? 0 : Math.max(0, (content - graphHeight) / 2) + free / 2);
  const graph =
    view.cards.length === 0
      ? text(MARGIN + 20, top + 60, nothing(direction), { size: 20, fill: p.ink2 })
      : `<g transform="translate(${r2(gx)} ${r2(gy)}) scale(${r2(scale)})">${drawGraph(layout, p, { underlay: view.underlay, ground: p.bg })}</g>`;
  const px = below ? MARGIN : WIDTH - MARGIN - PANEL_WIDTH;
  const py = below ? top + graphHeight + 28 : top + 6;
  const body = [
    `<rect width="${WIDTH}" height="${height}" fill="${p.bg}"/>`,
    head.body,
    graph,
    `<g transform="translate(${r2(px)} ${r2(py)})">${panel.body}</g>`,
    drawLegend(d, WIDTH, height - FOOT, p),
  ].join('\n');
  return { width: WIDTH, height, body };
}

const nothing = (direction: Direction): string =>
  direction === 'reply' ? 'There is no reply: no request ever arrived.' : 'The packet never left its sender.';
