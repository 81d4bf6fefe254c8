import type { RouteObject } from 'react-router';
import { FileOpenerProvider } from './local/FileOpener.tsx';
import { RouteError } from './shell/RouteError.tsx';
import { Shell } from './shell/Shell.tsx';

/** Every page is a chunk of its own: the first one shown is all that is loaded. */
export const routes: RouteObject[] = [
  {
    element: (
      <FileOpenerProvider>
        <Shell />
      </FileOpenerProvider>
    ),
    HydrateFallback: () => null,
    children: [
      {
        errorElement: <RouteError />,
        children: [
          { path: '/', lazy: async () => ({ Component: (await import('./new/NewPage.tsx')).NewPage }) },
          {
            path: '/d/:id',
            lazy: async () => ({ Component: (await import('./diagnosis/DiagnosisPage.tsx')).DiagnosisPage }),
          },
        ],
      },
    ],
  },
];
