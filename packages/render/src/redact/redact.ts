import type { Diagnosis } from '@skoop/model';
import { addressPseudonyms } from './addresses.ts';
import { type Kind, namesOf } from './names.ts';

const V4 = String.raw`(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)`;
const MAC = '(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:])';
const V6 = String.raw`(?<![0-9A-Fa-f:.])(?=[0-9A-Fa-f]*:[0-9A-Fa-f:]*:)[0-9A-Fa-f:]+(?:\.\d+\.\d+\.\d+)?(?![0-9A-Fa-f:])`;
const UID = '(?<![0-9A-Za-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9A-Za-z])';

/** Values of these fields are words of the contract, not of the cluster. */
const KEPT = new Set([
  'kind',
  'stage',
  'reason',
  'symptom',
  'errno',
  'outcome',
  'level',
  'section',
  'direction',
  'protocol',
  'matched',
  'tool',
  'takenAt',
  'diagnosedAt',
  'schemaVersion',
  'table',
  'serviceAddress',
]);

/**
 * The diagnosis with stable pseudonyms for names, addresses, MACs and UIDs, in data and in prose alike. What is equal stays equal and
 * what shares a subnet still does; names that every cluster has (`default`, `kube-system`) survive. The same diagnosis always gives the
 * same result, and a redacted one can be rendered like any other.
 */
export function redact(d: Diagnosis): Diagnosis {
  const names = pseudonyms(namesOf(d));
  const address = addressPseudonyms();
  const numbers = new Map<string, string>();
  const numbered = (text: string, make: (n: number) => string): string => {
    const key = text.toLowerCase();
    const made = numbers.get(key) ?? make(numbers.size + 1);
    numbers.set(key, made);
    return made;
  };
  const mac = (text: string): string =>
    /^(00:){5}00$|^(ff:){5}ff$/i.test(text)
      ? text
      : numbered(text, (n) => `02:00:00:00:${hex(Math.floor(n / 256) % 256)}:${hex(n % 256)}`);
  const uid = (text: string): string => numbered(text, (n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
  const sources = [UID, MAC, ...(names.size > 0 ? [nameSource([...names.keys()])] : []), V4, V6];
  const all = new RegExp(sources.join('|'), 'g');
  const isUid = new RegExp(`^${UID}$`);
  const isMac = new RegExp(`^${MAC}$`);
  const one = (m: string): string => names.get(m) ?? (isUid.test(m) ? uid(m) : isMac.test(m) ? mac(m) : address(m));
  const text = (s: string): string => s.replace(all, one);
  return walk(d, text) as Diagnosis;
}

const hex = (n: number): string => n.toString(16).padStart(2, '0');

/** A name stands alone: not inside a longer one. Dots part names, as in DNS; `a->b` is two names. Longer names are tried first. */
function nameSource(names: readonly string[]): string {
  const escaped = names
    .toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((n) => n.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return `(?<![A-Za-z0-9_-])(?:${escaped.join('|')})(?![A-Za-z0-9_]|-(?!>))`;
}

function pseudonyms(names: ReadonlyMap<string, Kind>): ReadonlyMap<string, string> {
  const count = new Map<Kind, number>();
  const out = new Map<string, string>();
  for (const [name, kind] of names) {
    const whole = kind === 'node' ? [...names.keys()].find((n) => n !== name && n.startsWith(`${name}.`)) : undefined;
    if (whole !== undefined && out.has(whole)) {
      out.set(name, out.get(whole) ?? name);
      continue;
    }
    const n = (count.get(kind) ?? 0) + 1;
    count.set(kind, n);
    out.set(name, kind === 'cluster' ? 'cluster' : `${kind}-${n}`);
  }
  return out;
}

/** Rebuilds plain data with every text replaced, keys included where they are texts of the cluster (link ids). */
function walk(value: unknown, text: (s: string) => string, key = ''): unknown {
  if (typeof value === 'string') return KEPT.has(key) ? value : text(value);
  if (Array.isArray(value)) return value.map((v) => walk(v, text, key));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([k, v]): [string, unknown] => [
    key === 'actions' || key === 'source_attributes' || key === 'destination_attributes' ? text(k) : k,
    walk(v, text, k),
  ]);
  return Object.fromEntries(entries);
}
