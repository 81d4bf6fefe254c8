import { useEffect, useState } from 'react';

export const POPUPS = 'popups';

/** Where menus and popovers are put: inside the banner, so that they belong to a landmark. */
export function usePopupHost(): HTMLElement | null {
  const [host, setHost] = useState<HTMLElement | null>(null);
  useEffect(() => setHost(document.getElementById(POPUPS)), []);
  return host;
}
