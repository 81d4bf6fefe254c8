import { destinationName, endpointName, type Theme } from '@skoop/render';
import { useState } from 'react';
import { askParams, fieldsOf } from '../new/askParams.ts';
import { copyPicture } from '../share/copyPicture.ts';
import { download, fileName } from '../share/download.ts';
import type * as picture from '../share/picture.ts';
import { useSaid } from '../share/useSaid.ts';
import { shownTheme } from '../shell/theme.ts';
import { copyText } from '../ui/copyText.ts';
import { useDiagnosis } from './context.ts';
import { shareText } from './shareText.ts';

// What draws pictures is loaded when the first one is wanted.
const pngPicture = async (...of: Parameters<typeof picture.pngPicture>): Promise<Blob> =>
  (await import('../share/picture.ts')).pngPicture(...of);
const svgPicture = async (...of: Parameters<typeof picture.svgPicture>): Promise<string> =>
  (await import('../share/picture.ts')).svgPicture(...of);

/** Copying and exporting what is on the page. `said` is what just happened, for 1.8 s. */
export function useShare() {
  const { diagnosis, record, selection } = useDiagnosis();
  const [redact, setRedact] = useState(false);
  const { said, attempt } = useSaid();
  const { direction } = selection;
  const theme: Theme = shownTheme();
  const texts = async () => {
    const { redacted, textsOf } = await import('../share/texts.ts');
    const d = redact ? redacted(diagnosis) : diagnosis;
    return { d, ...textsOf(d) };
  };
  const name = redact
    ? 'skoop-diagnosis'
    : fileName(endpointName(diagnosis.question.source), destinationName(diagnosis.question));
  /** A redacted text must not lead to what it hides. */
  const textLink = (): string => (redact ? '' : link());
  const link = (): string => {
    const url = new URL(window.location.href);
    // The question stands in the link too: if the diagnosis is ever gone, it can be asked again.
    if (record.request)
      for (const [key, value] of askParams(fieldsOf(record.request))) url.searchParams.set(key, value);
    return url.href;
  };
  const copied = async (text: string) => ((await copyText(text)) ? 'Copied' : 'Not allowed here');
  return {
    said,
    redact,
    setRedact,
    copyLink: attempt(() => copied(link())),
    copyText: attempt(async () => copied(shareText((await texts()).d, textLink()))),
    copyMarkdown: attempt(async () => copied((await texts()).markdown(textLink()))),
    copyPicture: attempt(async () => {
      const { d } = await texts();
      return copyPicture(pngPicture(d, theme, direction), shareText(d, textLink()), name);
    }),
    savePng: attempt(async () => {
      download(`${name}.png`, await pngPicture((await texts()).d, theme, direction));
      return 'Saved';
    }),
    saveSvg: attempt(async () => {
      download(`${name}.svg`, await svgPicture((await texts()).d, theme, direction), 'image/svg+xml');
      return 'Saved';
    }),
    saveReport: attempt(async () => {
      download(`${name}.html`, (await texts()).html(), 'text/html');
      return 'Saved';
    }),
    saveMarkdown: attempt(async () => {
      download(`${name}.md`, (await texts()).markdown(textLink()), 'text/markdown');
      return 'Saved';
    }),
    saveD2: attempt(async () => {
      download(`${name}.d2`, (await texts()).d2(direction), 'text/plain');
      return 'Saved';
    }),
    saveJson: attempt(async () => {
      download(`${name}.json`, JSON.stringify((await texts()).d, null, 2), 'application/json');
      return 'Saved';
    }),
  };
}
