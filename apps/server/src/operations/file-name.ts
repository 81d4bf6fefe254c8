/** What can be had of a diagnosis as a file. `isDocument`: a browser would open it, so it gets a policy of its own. */
export const FILES = {
  'diagnosis.json': { type: 'application/json', isDocument: false },
  'preview.png': { type: 'image/png', isDocument: false },
  'picture.png': { type: 'image/png', isDocument: false },
  'path.svg': { type: 'image/svg+xml; charset=utf-8', isDocument: true },
  'path.d2': { type: 'text/plain; charset=utf-8', isDocument: false },
  'report.html': { type: 'text/html; charset=utf-8', isDocument: true },
  'report.md': { type: 'text/markdown; charset=utf-8', isDocument: false },
} as const;
export type FileName = keyof typeof FILES;
