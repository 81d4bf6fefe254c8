import type { Fix, NamespaceDump } from '@skoop/model';

/** Sets a sysctl now and for the next boot. `key` in slash form. */
export function setSysctl(
  node: string,
  dump: NamespaceDump | undefined,
  key: string,
  value: string,
  explanation: string,
): Fix {
  const dotted = dottedName(key);
  const entry = dump?.sysctls.get(key);
  const line = entry && dump?.sections.find((s) => s.name === 'sysctl')?.text.split('\n')[entry.line - 1];
  const text = line?.replace(/(\s*=\s*|\s+)\S*\s*$/, `$1${value}`);
  return {
    node,
    commands: [
      `sysctl -w ${dotted}=${value}`,
      `echo '${dotted} = ${value}' > /etc/sysctl.d/99-kubernetes-network.conf`,
    ],
    explanation,
    ...(entry && dump && text !== undefined
      ? { edits: [{ kind: 'replace-line', node, netns: dump.id, section: 'sysctl', line: entry.line, text }] }
      : {}),
  };
}

/** sysctl(8) writes dots for slashes, and slashes for the dots of a device's name. */
const dottedName = (key: string): string => key.replace(/[./]/g, (c) => (c === '/' ? '.' : '/'));
