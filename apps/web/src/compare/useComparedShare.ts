import { destinationName, endpointName } from '@skoop/render';
import { useEffect, useState } from 'react';
import { download, fileName } from '../share/download.ts';
import { shownTheme } from '../shell/theme.ts';
import { copyText } from '../ui/copyText.ts';
import type { Compared } from './useCompared.ts';

/** Copying and exporting a comparison. `said` is what just happened, for 1.8 s. */
export function useComparedShare({ before, after, selection }: Compared) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), 1800);
    return () => clearTimeout(timer);
  }, [said]);
  const { question } = after.diagnosis;
  const name = `${fileName(endpointName(question.source), destinationName(question))}-compared`;
  // What draws pictures is loaded when the first one is wanted.
  const pictures = () => import('../share/picture.ts');
  const svg = async () =>
    (await pictures()).comparedSvg(before.diagnosis, after.diagnosis, shownTheme(), selection.direction);
  const png = async () => (await pictures()).pngOf(await svg());
  const attempt = (act: () => Promise<string>) => () => {
    act().then(setSaid, (cause: unknown) => setSaid(cause instanceof Error ? cause.message : 'That did not work'));
  };
  return {
    said,
    copyLink: attempt(async () => ((await copyText(window.location.href)) ? 'Copied' : 'Not allowed here')),
    copyPicture: attempt(async () => {
      const picture = png();
      if (typeof ClipboardItem !== 'undefined' && navigator.clipboard?.write) {
        try {
          await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
          return 'Copied';
        } catch {
          // Not allowed, or not possible with pictures here: the download below.
        }
      }
      download(`${name}.png`, await picture);
      return 'Saved as a file';
    }),
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
