import type { Evidence } from '@skoop/model';
import { memoise, type Namespace } from './namespace.ts';
import { evidenceAt } from './section.ts';

/** Devices whose sysctl directory exists, so that a missing value can be told from a missing device. */
const values = memoise((dump) => dump.sysctls);

const read = (ns: Namespace, key: string): number | undefined => {
  const text = values(ns).get(key)?.value;
  if (text === undefined || text === '') return undefined;
  const n = Number(text);
  return Number.isFinite(n) ? n : undefined;
};

/** Integer value of a sysctl by its slash name (`net/ipv4/ip_forward`); `otherwise` where the dump has none. */
export const sysctl = (ns: Namespace, key: string, otherwise: number): number => read(ns, key) ?? otherwise;

/** The line that sets a sysctl, as evidence; undefined where the dump has none. */
export function sysctlEvidence(ns: Namespace, key: string): Evidence | undefined {
  const entry = values(ns).get(key);
  return entry && evidenceAt(ns, 'sysctls', { line: entry.line }, `${key.replaceAll('/', '.')} = ${entry.value}`);
}

const conf = (family: 4 | 6, device: string, name: string): string =>
  `net/ipv${family}/conf/${device.replaceAll('/', '.')}/${name}`;

/** IN_DEV_CONF_GET: the device's own value. */
export const deviceConf = (ns: Namespace, family: 4 | 6, device: string, name: string, otherwise = 0): number =>
  sysctl(ns, conf(family, device, name), sysctl(ns, conf(family, 'default', name), otherwise));

/** IN_DEV_MAXCONF: the larger of `all` and the device's own. include/linux/inetdevice.h */
export const maxConf = (ns: Namespace, family: 4 | 6, device: string, name: string): number =>
  Math.max(sysctl(ns, conf(family, 'all', name), 0), deviceConf(ns, family, device, name));

/** IN_DEV_ORCONF: on if `all` or the device's own is. */
export const orConf = (ns: Namespace, family: 4 | 6, device: string, name: string, otherwise = 0): boolean =>
  sysctl(ns, conf(family, 'all', name), otherwise) !== 0 || deviceConf(ns, family, device, name, otherwise) !== 0;

/** IN_DEV_ANDCONF: on if both are. */
export const andConf = (ns: Namespace, family: 4 | 6, device: string, name: string, otherwise = 1): boolean =>
  sysctl(ns, conf(family, 'all', name), otherwise) !== 0 && deviceConf(ns, family, device, name, otherwise) !== 0;

/** The setting that decides: the device's own line if it has the value, else that of `all`. */
export function confEvidence(
  ns: Namespace,
  family: 4 | 6,
  device: string,
  name: string,
  value: number,
): readonly Evidence[] {
  for (const d of [device, 'all', 'default'])
    if (read(ns, conf(family, d, name)) === value) {
      const e = sysctlEvidence(ns, conf(family, d, name));
      return e ? [e] : [];
    }
  return [];
}
