const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** `just now`, `3 min ago`, `1 h ago`, `yesterday`, `Friday`, `2026-11-02`; times in ms since the epoch. */
export function agoWords(at: number, now: number): string {
  const past = now - at;
  if (past < MINUTE) return 'just now';
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`;
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (at >= midnight || past < 6 * HOUR) return `${Math.floor(past / HOUR)} h ago`;
  if (at >= midnight - DAY) return 'yesterday';
  if (at >= midnight - 6 * DAY) return WEEKDAYS[new Date(at).getDay()] ?? '';
  return new Date(at).toISOString().slice(0, 10);
}

/** Age of a snapshot: `just now`, `3 min old`, `2 days old`. */
export function ageWords(at: number, now: number): string {
  const past = now - at;
  if (past < MINUTE) return 'just now';
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min old`;
  if (past < 2 * DAY) return `${Math.floor(past / HOUR)} h old`;
  return `${Math.floor(past / DAY)} days old`;
}
