import type { NamespaceDump } from '@skoop/model';
import { eachLine } from '../line.ts';

/** `grep -r "" net/...` in /proc/sys: `net/ipv4/conf/eth0.1/rp_filter:1`. A value of several lines keeps the first. */
export function parseSysctls(text: string): NamespaceDump['sysctls'] {
  const out = new Map<string, { readonly value: string; readonly line: number }>();
  eachLine(text, (line, number) => {
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(0, colon));
    if (key.startsWith('net/') && !out.has(key)) out.set(key, { value: line.slice(colon + 1).trim(), line: number });
  });
  return out;
}
