import {
  comparisonHeadline,
  destinationName,
  endpointName,
  pathsDiffer,
  questionSentence,
  verdictHeadline,
} from '@skoop/render';
import { copyPicture } from '../share/copyPicture.ts';
import { download, fileName } from '../share/download.ts';
import { useSaid } from '../share/useSaid.ts';
import { shownTheme } from '../shell/theme.ts';
import { copyText } from '../ui/copyText.ts';
import type { Compared } from './useCompared.ts';

/** Copying and exporting a comparison. `said` is what just happened, for 1.8 s. */
export function useComparedShare({ before, after, selection }: Compared) {
  const { said, attempt } = useSaid();
  const [old, now] = [before.diagnosis, after.diagnosis];
  const name = `${fileName(endpointName(now.question.source), destinationName(now.question))}-compared`;
  // What draws pictures is loaded when the first one is wanted.
  const pictures = () => import('../share/picture.ts');
  const svg = async () => (await pictures()).comparedSvg(old, now, shownTheme(), selection.direction);
  const png = async () => (await pictures()).pngOf(await svg());
  const text = (): string =>
    [
      comparisonHeadline(old, now, pathsDiffer(old, now)),
      `Before: ${verdictHeadline(old)}. ${questionSentence(old.question)}: ${old.verdict.sentence}`,
      `After: ${verdictHeadline(now)}. ${questionSentence(now.question)}: ${now.verdict.sentence}`,
      window.location.href,
    ].join('\n');
  const copied = async (words: string) => ((await copyText(words)) ? 'Copied' : 'Not allowed here');
  return {
    said,
    copyLink: attempt(() => copied(window.location.href)),
    copyText: attempt(() => copied(text())),
    copyPicture: attempt(() => copyPicture(png(), text(), name)),
    savePng: attempt(async () => {
      download(`${name}.png`, await png());
      return 'Saved';
    }),
    saveSvg: attempt(async () => {
      download(`${name}.svg`, await svg(), 'image/svg+xml');
      return 'Saved';
    }),
  };
}
