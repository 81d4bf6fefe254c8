import { type Change, changeSigns } from '@skoop/render';

/** What a comparison says of a place: not alike is filled, on one side only is outlined. The words stand beside it, or in the button's name. */
export function ChangeSign({ change, size }: { change: Change; size: number }) {
  const full = change === 'changed';
  return (
    <svg className="change-sign" width={size} height={size} viewBox="-10 -10 20 20" aria-hidden="true">
      <circle
        r="9"
        fill={full ? 'var(--ink)' : 'var(--raised)'}
        stroke={full ? 'var(--raised)' : 'var(--ink2)'}
        strokeWidth={full ? 2 : 1.6}
      />
      <path
        d={changeSigns[change]}
        fill="none"
        stroke={full ? 'var(--bg)' : 'var(--ink)'}
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  );
}
