export type Theme = 'system' | 'light' | 'dark';
const STORED = 'skoop.theme';

/** What the user chose; `public/theme.js` applies the same before the first paint. */
export function chosenTheme(): Theme {
  const set = document.documentElement.dataset.theme;
  return set === 'light' || set === 'dark' ? set : 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'system') localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, theme);
  } catch {
    // No storage: the choice lasts as long as the page.
  }
  window.dispatchEvent(new Event('skoop:theme'));
}

/** The theme that is shown now. */
export const shownTheme = (): 'light' | 'dark' => {
  const theme = chosenTheme();
  if (theme !== 'system') return theme;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
};

/** Calls back whenever the shown theme may have changed. */
export function onThemeChange(callback: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', callback);
  window.addEventListener('skoop:theme', callback);
  return () => {
    media.removeEventListener('change', callback);
    window.removeEventListener('skoop:theme', callback);
  };
}
