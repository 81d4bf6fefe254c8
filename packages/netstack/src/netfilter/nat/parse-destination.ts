import { canonicalAddress } from '@skoop/model';

export type NatTarget = {
  readonly addresses?: { readonly from: string; readonly to: string };
  readonly ports?: { readonly from: number; readonly to: number };
  readonly portBase?: number;
};

const PORTS = /^(\d{1,5})(?:-(\d{1,5})(?:\/(\d{1,5}))?)?$/;

/** `80`, `1000-2000`, `1000-2000/100`; undefined if it is none. */
export function parseNatPorts(text: string): Pick<NatTarget, 'ports' | 'portBase'> | undefined {
  const m = PORTS.exec(text);
  if (!m) return undefined;
  const from = Number(m[1]);
  const to = Number(m[2] ?? m[1]);
  if (from > 65535 || to > 65535 || to < from) return undefined;
  return { ports: { from, to }, ...(m[3] === undefined ? {} : { portBase: Number(m[3]) }) };
}

/** `10.0.0.1`, `10.0.0.1-10.0.0.9:80-90`, `:80`, `[fd00::1]:80`, `fd00::1-fd00::9`: an argument of --to-destination and --to-source. */
export function parseNatTarget(text: string): NatTarget | undefined {
  let addresses = text;
  let ports = '';
  const bracket = /^\[([^\]]*)\](?:-\[([^\]]*)\])?(?::(.*))?$/.exec(text);
  if (bracket) {
    // ip6tables prints a range within one pair of brackets.
    addresses = bracket[2] === undefined ? (bracket[1] ?? '') : `${bracket[1]}-${bracket[2]}`;
    ports = bracket[3] ?? '';
  } else if (text.split(':').length === 2) [addresses = '', ports = ''] = text.split(':');
  const result: { -readonly [K in keyof NatTarget]: NatTarget[K] } = {};
  if (addresses !== '') {
    const [a = '', b] = addresses.split('-');
    const from = canonicalAddress(a);
    const to = b === undefined ? from : canonicalAddress(b);
    if (from === undefined || to === undefined) return undefined;
    result.addresses = { from, to };
  }
  if (ports !== '') {
    const parsed = parseNatPorts(ports);
    if (!parsed) return undefined;
    Object.assign(result, parsed);
  }
  return result;
}
