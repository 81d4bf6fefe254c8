import { download } from './download.ts';

/** Puts a picture, and what it says as text, on the clipboard; where that is not possible it becomes a file. Answers with what happened. */
export async function copyPicture(picture: Promise<Blob>, text: string, name: string): Promise<string> {
  if (typeof ClipboardItem !== 'undefined' && navigator.clipboard?.write) {
    try {
      await navigator.clipboard.write([
        new ClipboardItem({ 'image/png': picture, 'text/plain': new Blob([text], { type: 'text/plain' }) }),
      ]);
      return 'Copied';
    } catch {
      // Not allowed, or not possible with pictures here: the download below.
    }
  }
  download(`${name}.png`, await picture);
  return 'Saved as a file';
}
