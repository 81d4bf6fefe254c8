import type { Diagnosis } from '@skoop/model';
import { pathsDiffer } from '../compare/pathsDiffer.ts';
import { cssPalette, tokens } from '../look/tokens.ts';
import { worstDirection } from '../view/buildView.ts';
import { comparisonHeadline } from '../words/comparison.ts';
import { verdictHeadline } from '../words/headline.ts';
import { drawComparedShare } from './comparedShare.ts';
import { type SvgOptions, svgDocument } from './renderSvg.ts';

/** Two diagnoses as one self-contained SVG document, 1600 wide, for a channel or a ticket. */
export function renderComparedSvg(before: Diagnosis, after: Diagnosis, options: Omit<SvgOptions, 'kind'> = {}): string {
  const p = options.theme === 'css' ? cssPalette : tokens[options.theme ?? 'light'];
  const direction = options.direction ?? worstDirection(after.verdict.drops.length > 0 ? after : before);
  const title = comparisonHeadline(before, after, pathsDiffer(before, after));
  const name = `${title}. Before: ${verdictHeadline(before)}. After: ${verdictHeadline(after)}.`;
  return svgDocument(drawComparedShare(before, after, title, direction, p), name, options.fontCss);
}
