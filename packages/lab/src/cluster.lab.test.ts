import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Family } from '@skoop/model';
import { describe, expect, test } from 'vitest';
import { CLIENT, Cluster } from './cluster.ts';
import { demoTopology } from './demo-topology.ts';
import { fateOf } from './fate.ts';
import { EXTERNAL } from './plan.ts';
import { type Flow, probeAll } from './probe.ts';
import { Tracer } from './tracer.ts';

const KINDS = [
  ['vxlan, nft, IPv4', { backend: 'vxlan', iptables: 'nft', families: [4] }],
  ['vxlan, legacy, IPv4', { backend: 'vxlan', iptables: 'legacy', families: [4] }],
  ['host-gw, nft, IPv4', { backend: 'host-gw', iptables: 'nft', families: [4] }],
  ['host-gw, legacy, dual-stack', { backend: 'host-gw', iptables: 'legacy', families: [4, 6] }],
  ['vxlan, nft, dual-stack', { backend: 'vxlan', iptables: 'nft', families: [4, 6] }],
  ['kube-proxy nftables, dual-stack', { backend: 'vxlan', iptables: 'nft', families: [4, 6], proxyMode: 'nftables' }],
  ['Calico vxlan, dual-stack', { cni: 'calico', backend: 'vxlan', iptables: 'nft', families: [4, 6] }],
  [
    'Calico without encapsulation, IPv6 first',
    { cni: 'calico', backend: 'host-gw', iptables: 'nft', families: [6, 4] },
  ],
  ['vxlan, nft, IPv6 only', { backend: 'vxlan', iptables: 'nft', families: [6] }],
] as const;

/** From pod, node and outside: pods, Services by every address, the outside; TCP with 100 KB each way, UDP, ping. */
function everyFlow(cluster: Cluster, family: Family): Flow[] {
  const { plan } = cluster;
  const pod = (name: string): string => plan.pods.find((p) => p.name === name)?.addresses[family] ?? '';
  const service = (name: string): string => plan.services.find((s) => s.name === name)?.clusterIPs[family] ?? '';
  const inside = ['default/client', 'default/web-1', 'node-1', 'node-2'].flatMap((from): Flow[] => [
    { from, protocol: 'tcp', destination: pod('web-1'), port: 8080 },
    { from, protocol: 'tcp', destination: pod('web-2'), port: 8080 },
    { from, protocol: 'icmp', destination: pod('web-2') },
    { from, protocol: 'icmp', destination: pod('web-2'), size: 1300 },
    { from, protocol: 'udp', destination: pod('coredns'), port: 53, size: 1200 },
    { from, protocol: 'tcp', destination: service('web'), port: 80 },
    { from, protocol: 'tcp', destination: service('kubernetes'), port: 443 },
    { from, protocol: 'udp', destination: service('kube-dns'), port: 53 },
    { from, protocol: 'tcp', destination: EXTERNAL.address[family], port: 80 },
    { from, protocol: 'tcp', destination: plan.nodes[1]?.addresses[family] ?? '', port: 30080 },
  ]);
  const outside = plan.nodes.flatMap((n): Flow[] => [
    { from: CLIENT, protocol: 'tcp', destination: n.addresses[family] ?? '', port: 30080 },
    { from: CLIENT, protocol: 'icmp', destination: n.addresses[family] ?? '' },
  ]);
  return [...inside, ...outside];
}

describe('a healthy cluster', () => {
  test.each(KINDS)('%s: everything is reached', async (_why, change) => {
    const cluster = await Cluster.up(demoTopology(change));
    try {
      for (const family of change.families) {
        const flows = everyFlow(cluster, family);
        const results = await probeAll(cluster, flows);
        const failed = flows
          .map((flow, i) => ({ flow, symptom: results[i]?.symptom }))
          .filter((r) => r.symptom !== 'connected');
        expect(failed).toEqual([]);
      }
    } finally {
      await cluster.down();
    }
  });

  test('the addresses that the named faults speak of are the ones planned', async () => {
    const cluster = await Cluster.up(demoTopology());
    try {
      const { plan } = cluster;
      expect(plan.pods.find((p) => p.name === 'web-1')?.addresses[4]).toBe('10.244.1.3');
      expect(plan.pods.find((p) => p.name === 'web-2')?.addresses[4]).toBe('10.244.2.2');
      expect(plan.services.find((s) => s.name === 'web')?.clusterIPs[4]).toBe('10.96.0.11');
    } finally {
      await cluster.down();
    }
  });

  test('a Service chooses its backends evenly, and the server sees who calls', async () => {
    const cluster = await Cluster.up(demoTopology());
    try {
      const flow: Flow = { from: 'default/client', protocol: 'tcp', destination: '10.96.0.11', port: 80, size: 0 };
      const results = await probeAll(cluster, new Array<Flow>(400).fill(flow));
      const first = results.filter((r) => r.server === 'default/web-1').length;
      expect(first).toBeGreaterThan(120);
      expect(first).toBeLessThan(280);
      expect(new Set(results.map((r) => r.seenSource))).toEqual(new Set(['10.244.1.2']));
    } finally {
      await cluster.down();
    }
  });

  test('clusters run side by side and do not see each other', async () => {
    const names = ['one', 'two', 'three'];
    const clusters = await Promise.all(names.map((name) => Cluster.up(demoTopology({ name }))));
    try {
      const [one, ...others] = clusters;
      await one?.sh('node-2', 'iptables-nft -P FORWARD DROP && iptables-nft -F FORWARD');
      const flow: Flow = { from: 'default/client', protocol: 'tcp', destination: '10.244.2.2', port: 8080 };
      const ask = async (c: Cluster | undefined) => c && (await probeAll(c, [flow]))[0]?.symptom;
      expect(await ask(one)).toBe('timeout');
      expect(await Promise.all(others.map(ask))).toEqual(['connected', 'connected']);
    } finally {
      await Promise.all(clusters.map((c) => c.down()));
    }
  });
});

describe('nothing is left behind', () => {
  const namespacesOf = (pids: readonly number[]): number => pids.filter((p) => existsSync(`/proc/${p}`)).length;
  const helpers = (): string[] => readdirSync('/sys/fs/cgroup/unified').filter((name) => name.startsWith('skoop-lab-'));

  test.runIf(existsSync('/sys/fs/cgroup/unified'))('after down() no cgroup of it exists', async () => {
    const before = helpers();
    const cluster = await Cluster.up(demoTopology());
    expect(helpers().length).toBeGreaterThan(before.length - 1);
    await cluster.down();
    const fresh = helpers().filter((h) => !before.includes(h));
    expect(fresh).toEqual([]);
  });

  test('kill -9 of the program that made it ends the cluster', async () => {
    const script = fileURLToPath(new URL('./cluster.ts', import.meta.url));
    const topology = fileURLToPath(new URL('./demo-topology.ts', import.meta.url));
    const code = `import('${script}').then(async (m) => { const t = await import('${topology}');
      const c = await m.Cluster.up(t.demoTopology()); const p = await c.run('node-1', ['sh', '-c', 'sleep 600 & echo']);
      console.log('up', p.status); setInterval(() => undefined, 1000); })`;
    const child = spawn(
      process.execPath,
      ['--conditions=skoop-source', '--import', 'tsx', '--input-type=module', '-e', code],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
    const below = descendants(child.pid ?? 0);
    expect(below.length).toBeGreaterThan(5);
    child.kill('SIGKILL');
    await expect.poll(() => namespacesOf(below), { timeout: 5_000 }).toBe(0);
  });
});

/** Processes below one, by the parents that /proc tells now. */
function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // it ended meanwhile
    }
  }
  const found: number[] = [];
  const queue = [root];
  for (let p = queue.shift(); p !== undefined; p = queue.shift())
    for (const [child, parent] of parents) {
      if (parent !== p) continue;
      found.push(child);
      queue.push(child);
    }
  return found;
}

test('a fate names server and source where it is delivered', async () => {
  const tracer = await Tracer.start();
  const cluster = await Cluster.up(demoTopology());
  try {
    const flow: Flow = { from: CLIENT, protocol: 'tcp', destination: '10.10.0.12', port: 30080 };
    const fate = await fateOf(cluster, tracer, flow);
    expect(fate.outcome).toBe('delivered');
    expect(['default/web-1', 'default/web-2']).toContain(fate.server?.netns);
    expect(['10.244.2.0', '10.244.2.1']).toContain(fate.server?.source);
  } finally {
    await cluster.down();
    tracer.stop();
  }
});
