import { type Palette, tokens } from '@skoop/render';

/** The colours that the page really shows now, as the canvas needs them: theme and forced colours resolved. */
export function shownPalette(): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const palette = Object.fromEntries(Object.keys(tokens.light).map((token) => [token, read(token)]));
  probe.remove();
  return palette as Palette;
}
