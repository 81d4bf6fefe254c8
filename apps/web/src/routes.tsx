import type { RouteObject } from 'react-router';
import { FileOpenerProvider } from './local/FileOpener.tsx';
import { NotFound, RouteError } from './shell/RouteError.tsx';
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
          {
            path: '/d/:id/vs/:other',
            lazy: async () => ({ Component: (await import('./compare/ComparePage.tsx')).ComparePage }),
          },
          {
            path: '/history',
            lazy: async () => ({ Component: (await import('./history/HistoryPage.tsx')).HistoryPage }),
          },
          {
            path: '/cluster',
            lazy: async () => ({ Component: (await import('./cluster/ClusterPage.tsx')).ClusterPage }),
          },
          {
            path: '/snapshots/:sid/nodes/:node/:section?',
            lazy: async () => ({ Component: (await import('./stack/NodePage.tsx')).NodePage }),
          },
          {
            path: '/snapshots/:sid/objects/:resource',
            lazy: async () => ({ Component: (await import('./stack/ObjectsPage.tsx')).ObjectsPage }),
          },
          {
            path: '/findings',
            lazy: async () => ({ Component: (await import('./findings/FindingsPage.tsx')).FindingsPage }),
          },
          {
            path: '/findings/:id',
            lazy: async () => ({ Component: (await import('./findings/FindingPage.tsx')).FindingPage }),
          },
          { path: '*', Component: NotFound },
        ],
      },
    ],
  },
];
