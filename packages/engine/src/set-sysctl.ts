import type { Fix, NamespaceDump, SnapshotEdit } from '@skoop/model';
import { rawLineOf } from './evidence.ts';

/** Sets a sysctl now and for the next boot. `key` in slash form. */
export function setSysctl(
  node: string,
  dump: NamespaceDump | undefined,
  key: string,
  value: string,
  explanation: string,
): Fix {
  const dotted = dottedName(key);
  const edits = dump ? sysctlEdits(node, dump, key, value) : [];
  return {
    node,
    commands: [
      `sysctl -w ${dotted}=${value}`,
      `echo '${dotted} = ${value}' >> /etc/sysctl.d/99-kubernetes-network.conf`,
    ],
    explanation,
    ...(edits.length > 0 ? { edits } : {}),
  };
}

function sysctlEdits(node: string, dump: NamespaceDump, key: string, value: string): readonly SnapshotEdit[] {
  const place = { node, netns: dump.id, section: 'sysctl' };
  const entry = dump.sysctls.get(key);
  if (!entry) return [{ ...place, kind: 'insert-after', line: 0, text: `${key}:${value}` }];
  const line = rawLineOf(dump, 'sysctl', entry.line);
  const text = line.replace(/([:=]\s*)\S*\s*$/, `$1${value}`);
  return text === line ? [] : [{ ...place, kind: 'replace-line', line: entry.line, text }];
}

/** `ip_forward` writes every device's `forwarding` with it, and so does `all` of IPv6. devinet_sysctl_forward(), addrconf_fixup_forwarding() */
export function setForwarding(node: string, dump: NamespaceDump | undefined, key: string, explanation: string): Fix {
  const fix = setSysctl(node, dump, key, '1', explanation);
  const family = key.startsWith('net/ipv6/') ? 'ipv6' : 'ipv4';
  const isWhole = key === 'net/ipv4/ip_forward' || key === 'net/ipv6/conf/all/forwarding';
  if (!dump || !isWhole) return fix;
  const others = [...dump.sysctls.keys()].filter(
    (k) => k !== key && k.startsWith(`net/${family}/conf/`) && k.endsWith('/forwarding'),
  );
  return { ...fix, edits: [...(fix.edits ?? []), ...others.flatMap((k) => sysctlEdits(node, dump, k, '1'))] };
}

/** sysctl(8) writes dots for slashes, and slashes for the dots of a device's name. */
const dottedName = (key: string): string => key.replace(/[./]/g, (c) => (c === '/' ? '.' : '/'));
