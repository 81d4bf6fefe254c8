/**
 * Resolves when the first text or picture is on the screen (Paint Timing: first-contentful-paint), at once in a tab that nobody sees: there no
 * frame is ever drawn. Refers to nothing outside itself: boot.js gets a copy of its text.
 */
export function afterFirstPaint(): Promise<void> {
  return new Promise((resolve) => {
    if (document.visibilityState === 'hidden') return resolve();
    const longestWaitMs = 3000;
    setTimeout(resolve, longestWaitMs);
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
    new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length > 0) resolve();
    }).observe({ type: 'paint', buffered: true });
  });
}
