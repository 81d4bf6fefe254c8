import { useEffect } from 'react';

/** The tab says where one is; with a verdict the mark in the tab says it too. */
export function usePageTitle(title: string, favicon = '/favicon.svg'): void {
  useEffect(() => {
    document.title = title === '' ? 'Skoop' : `${title} · Skoop`;
    const link = document.querySelector<HTMLLinkElement>('#favicon');
    if (link) link.href = favicon;
  }, [title, favicon]);
}
