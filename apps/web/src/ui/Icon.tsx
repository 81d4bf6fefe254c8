import type { ReactNode } from 'react';

/** Line icons on a 16 px grid, stroke 1.5. Decoration: the words beside them carry the meaning. */
const DRAWINGS = {
  pod: <path d="M8 1.9 13.4 5v6L8 14.1 2.6 11V5zM2.6 5 8 8.1 13.4 5M8 8.100v6" />,
  bridge: <path d="M1.5 11.500h13M4 11.500V5M12 11.500V5M4 5.500c1.6 3.6 6.4 3.6 8 0" />,
  service: (
    <>
      <path d="M8 4v2.500C8 9 4 8.3 4 11M8 6.500C8 9 12 8.3 12 11" />
      <circle cx="8" cy="2.7" r="1.3" />
      <circle cx="4" cy="12.6" r="1.5" />
      <circle cx="12" cy="12.6" r="1.5" />
    </>
  ),
  rules: <path d="M2.5 4h6M2.5 8h6M2.5 12h4M10.5 10.500l1.5 1.5 2.5-3.500M11 4h2.5" />,
  tunnel: (
    <>
      <ellipse cx="4" cy="8" rx="2" ry="4.2" />
      <path d="M4 3.800h8c1.1 0 2 1.9 2 4.200s-.9 4.2-2 4.200H4" />
    </>
  ),
  port: (
    <>
      <rect x="2" y="2.8" width="12" height="10.4" rx="1.5" />
      <path d="M4.8 13V9.800h6.400V13M5.5 5.200v2M8 5.200v2M10.5 5.200v2" />
    </>
  ),
  node: (
    <>
      <rect x="2" y="2.5" width="12" height="4.7" rx="1.2" />
      <rect x="2" y="8.8" width="12" height="4.7" rx="1.2" />
      <path d="M4.6 4.850h.01M4.6 11.150h.01" />
    </>
  ),
  globe: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M2.2 8h11.600M8 2.200c3.6 3.6 3.6 8 0 11.600M8 2.200c-3.6 3.6-3.6 8 0 11.6" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 3.200H4A1.5 1.5 0 0 0 2.5 4.700v6.5" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.3 10.3 3.2 3.2" />
    </>
  ),
  down: <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  right: <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  left: <path d="m9.5 4.5-3.5 3.5 3.5 3.5" />,
  arrow: <path d="M2.5 8H13M9.5 4.5 13 8l-3.5 3.5" />,
  swap: <path d="M3 5.500h9.500M10 3l2.5 2.500L10 8M13 10.500H3.500M6 8l-2.5 2.500L6 13" />,
  rerun: <path d="M13 8a5 5 0 1 1-1.6-3.700M11.6 1.800v2.700H8.9" />,
  theme: (
    <>
      <circle cx="8" cy="8" r="5.3" />
      <path d="M8 2.700v10.600A5.3 5.3 0 0 0 8 2.700z" fill="currentColor" />
    </>
  ),
  file: <path d="M4 1.900h5l3.5 3.500v8.700H4zM9 1.900v3.500h3.5" />,
  plug: <path d="M5.5 2v3.500M10.5 2v3.500M3.8 5.500h8.400v2a4.2 4.2 0 0 1-8.4 0zM8 11.700V14" />,
  link: (
    <path d="M6.7 9.300a2.6 2.6 0 0 0 3.7 0l2.3-2.300A2.6 2.6 0 0 0 9 3.300l-.8.8M9.3 6.700a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.700l.8-.8" />
  ),
  picture: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.5" />
      <path d="m2.5 11.5 3.3-3.3 2.4 2.3 2-1.8 3.3 3" />
    </>
  ),
  lock: (
    <>
      <rect x="3.5" y="7" width="9" height="6.5" rx="1.3" />
      <path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2" />
    </>
  ),
  flask: (
    <path d="M6.2 2h3.600M6.8 2v4l-3.6 6.300a1.070 1.070 0 0 0 .8 1.600h8a1.070 1.070 0 0 0 .8-1.600L9.2 6V2M4.7 10h6.6" />
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  check: <path d="m3 8.5 3.3 3.300L13 4.8" />,
  plus: <path d="M8 3v10M3 8h10" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.800V8l2.2 1.6" />
    </>
  ),
  download: <path d="M8 2.500v8M4.8 7.5 8 10.700l3.2-3.200M2.8 13.500h10.4" />,
  trash: <path d="M3 4.500h10M6.3 4.300V2.800h3.400v1.500M4.3 4.500l.6 9h6.200l.6-9M6.7 7v4M9.3 7v4" />,
  doc: <path d="M3.5 2h6L12.5 5v9h-9zM5.7 7.500h4.600M5.7 10.200h4.6" />,
  keyboard: (
    <>
      <rect x="1.8" y="4" width="12.4" height="8.5" rx="1.5" />
      <path d="M4.5 6.800h.01M7 6.800h.01M9.5 6.800h.01M12 6.800h-.5M5 9.800h6" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof DRAWINGS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {DRAWINGS[name]}
    </svg>
  );
}

export function BrandMark({ size = 22 }: { size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" fill="var(--ink)" />
      <path
        d="M7 6v7.500a4 4 0 0 0 4 4h2a4 4 0 0 0 4-4v-1.8"
        fill="none"
        stroke="var(--bg)"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <circle cx="17" cy="7.2" r="2" fill="var(--bg)" />
    </svg>
  );
}
