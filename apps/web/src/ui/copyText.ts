/** Puts text on the clipboard. On plain http there is no clipboard API: the old command still works there. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Not allowed, or the page has no focus: try the old way.
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'sr';
  const host = document.querySelector('dialog[open]') ?? document.body;
  host.append(area);
  const focused = document.activeElement;
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
