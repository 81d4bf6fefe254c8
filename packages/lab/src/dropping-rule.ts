import type { Cluster } from './cluster.ts';

/** Packet counters of the rules and policies of one namespace: `<backend> <table>: <rule>` -> packets. */
async function counters(cluster: Cluster, target: string): Promise<Map<string, number>> {
  const programs = ['iptables-legacy', 'iptables-nft', 'ip6tables-legacy', 'ip6tables-nft'];
  const out = new Map<string, number>();
  for (const program of programs) {
    const { stdout } = await cluster.run(target, [`${program}-save`, '-c']);
    let table = '';
    let line = 0;
    for (const text of stdout.toString().split('\n')) {
      line++;
      if (text.startsWith('*')) table = text.slice(1);
      const rule = /^\[(\d+):\d+\] (.*)$/.exec(text);
      const policy = /^:(\S+) DROP \[(\d+):/.exec(text);
      if (rule) out.set(`${program} ${table}:${line}: ${rule[2]}`, Number(rule[1]));
      if (policy) out.set(`${program} ${table}:${line}: -P ${policy[1]} DROP`, Number(policy[2]));
    }
  }
  return out;
}

const DECIDES = /(?:-j (?:DROP|REJECT)\b|-P \S+ DROP)/;

/**
 * Rule of a namespace that dropped, found by its counter: counts before and after something is sent again. `table` is the
 * table it is in. undefined if no counter of a dropping rule moved.
 */
export async function droppingRule(
  cluster: Cluster,
  target: string,
  act: () => Promise<unknown>,
): Promise<{ readonly table: string; readonly rule: string } | undefined> {
  const before = await counters(cluster, target);
  await act();
  const after = await counters(cluster, target);
  for (const [key, packets] of after) {
    if (packets <= (before.get(key) ?? 0) || !DECIDES.test(key)) continue;
    const [place = '', ...rest] = key.split(': ');
    return { table: place.split(' ')[1]?.split(':')[0] ?? '', rule: rest.join(': ') };
  }
  return undefined;
}
