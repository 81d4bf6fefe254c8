import type { ReactNode } from 'react';

/** `part` is some delivered, some dropped; `half` some delivered, some unknown; `worse` some dropped, some unknown. */
export type GlyphKind = 'ok' | 'bad' | 'unk' | 'part' | 'half' | 'worse' | 'ring' | 'warn' | 'info';

const STROKE = { fill: 'none', stroke: 'var(--on-tone)', strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const LEFT_HALF = 'M-.8-10V10A10 10 0 0 1-.8-10z';
const RIGHT_HALF = 'M.8-10V10A10 10 0 0 0 .8-10z';

/** Outcome glyphs in a circle of radius 10 around the origin: readable in grey, so colour is never alone. */
const DRAWINGS: Readonly<Record<GlyphKind, ReactNode>> = {
  ok: (
    <>
      <circle r="10" fill="var(--ok)" />
      <path d="M-4.4.4-1.3 3.5 4.5-3.1" strokeWidth="2.4" {...STROKE} />
    </>
  ),
  bad: (
    <>
      <circle r="10" fill="var(--bad)" />
      <path d="M-3.7-3.7 3.7 3.700M3.7-3.7-3.7 3.7" strokeWidth="2.4" {...STROKE} />
    </>
  ),
  unk: (
    <>
      <circle r="10" fill="var(--unk)" />
      <path d="M-3-2.400a3 3 0 1 1 4.6 2.500C.4.9 0 1.5 0 2.5" strokeWidth="2.4" {...STROKE} />
      <circle cy="5.7" r="1.5" fill="var(--on-tone)" />
    </>
  ),
  part: (
    <>
      <path d={LEFT_HALF} fill="var(--ok)" />
      <path d={RIGHT_HALF} fill="var(--bad)" />
      <path d="M-6.9.2-5.1 2-2.7-1.3" strokeWidth="1.7" {...STROKE} />
      <path d="M3.1-1.7 6.5 1.700M6.5-1.7 3.1 1.7" strokeWidth="1.7" {...STROKE} />
    </>
  ),
  half: (
    <>
      <path d={LEFT_HALF} fill="var(--ok)" />
      <path d={RIGHT_HALF} fill="var(--unk)" />
      <path d="M-6.9.2-5.1 2-2.7-1.3" strokeWidth="1.7" {...STROKE} />
      <path d="M3.2-1.200a1.6 1.6 0 1 1 2.3 1.500c-.6.3-.7.6-.7 1.2" strokeWidth="1.5" {...STROKE} />
      <circle cx="4.8" cy="3.8" r="1" fill="var(--on-tone)" />
    </>
  ),
  worse: (
    <>
      <path d={LEFT_HALF} fill="var(--bad)" />
      <path d={RIGHT_HALF} fill="var(--unk)" />
      <path d="M-6.5-1.7-3.1 1.7M-3.1-1.7-6.5 1.7" strokeWidth="1.7" {...STROKE} />
      <path d="M3.2-1.2a1.6 1.6 0 1 1 2.3 1.5c-.6.3-.7.6-.7 1.2" strokeWidth="1.5" {...STROKE} />
      <circle cx="4.8" cy="3.8" r="1" fill="var(--on-tone)" />
    </>
  ),
  ring: <circle r="8.5" fill="var(--surface)" stroke="var(--ghost-line)" strokeWidth="2.4" strokeDasharray="4 3" />,
  warn: (
    <>
      <path
        d="M0-9.5 10 8.500H-10z"
        fill="var(--warn)"
        stroke="var(--warn-line)"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path d="M0-3.500V2.5" stroke="var(--on-warn)" strokeWidth="2.6" strokeLinecap="round" />
      <circle cy="5.8" r="1.5" fill="var(--on-warn)" />
    </>
  ),
  info: (
    <>
      <circle r="9" fill="none" stroke="var(--ink3)" strokeWidth="2" />
      <path d="M0-.5V4.5" stroke="var(--ink3)" strokeWidth="2.4" strokeLinecap="round" />
      <circle cy="-4" r="1.4" fill="var(--ink3)" />
    </>
  ),
};

export function Glyph({ kind, size = 16 }: { kind: GlyphKind; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="-12 -12 24 24" aria-hidden="true">
      {DRAWINGS[kind]}
    </svg>
  );
}
