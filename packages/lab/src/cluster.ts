import { Helper, type HelperReply } from './helper.ts';
import { podCgroupOf } from './identity.ts';
import { type Plan, planCluster } from './plan.ts';
import type { Listen, Topology } from './topology.ts';
import { wire } from './wiring.ts';

/** Names of the namespaces that are no node and no pod. */
export const UNDERLAY = 'underlay';
export const CLIENT = 'client';

/** A namespace of a running cluster. Pods are called `<namespace>/<name>`. */
export type Target = { readonly name: string; readonly pid: number; readonly netns: number };

export const listenSpec = (l: Listen): string =>
  [
    ...[l.protocol ?? 'tcp', l.port, l.address ?? '::'],
    ...(l.v6only ? ['v6only'] : []),
    ...(l.reusePort ? ['reuseport'] : []),
    ...(l.device === undefined ? [] : [`device=${l.device}`]),
    ...(l.uid === undefined ? [] : [`uid=${l.uid}`]),
    ...(l.transparent ? ['transparent'] : []),
  ].join('/');

/**
 * A running cluster. Commands run as root inside its namespaces and nowhere else; `down()`, or the end of this process, removes
 * all of it.
 */
export class Cluster {
  readonly plan: Plan;
  readonly targets: ReadonlyMap<string, Target>;
  readonly #helper: Helper;
  readonly #servers = new Map<string, number>();

  private constructor(plan: Plan, helper: Helper, targets: ReadonlyMap<string, Target>) {
    this.plan = plan;
    this.#helper = helper;
    this.targets = targets;
  }

  /**
   * Builds a cluster; `wiring` fills its fresh namespaces, by default as the topology's plugin and kube-proxy do. Throws with the
   * failing command's own words, and leaves nothing behind then.
   */
  static async up(topology: Topology, wiring: (cluster: Cluster) => Promise<unknown> = wire): Promise<Cluster> {
    const plan = planCluster(topology);
    const helper = new Helper();
    try {
      const cluster = new Cluster(plan, helper, await makeNamespaces(plan, helper));
      await wiring(cluster);
      return cluster;
    } catch (error) {
      await helper.close();
      throw error;
    }
  }

  down(): Promise<void> {
    return this.#helper.close();
  }

  /** Runs a command in all namespaces of a node, pod, the underlay or the client. Any exit status is an answer. */
  run(target: string, argv: readonly string[], input: string | Buffer = ''): Promise<HelperReply> {
    return this.#helper.request(['exec', target, 'all', ...argv], input);
  }

  /** Runs a command that must succeed; returns its standard output. */
  async must(target: string, argv: readonly string[], input: string | Buffer = ''): Promise<string> {
    return ok(await this.run(target, argv, input), `${argv.join(' ')} in ${target}`).toString();
  }

  /** A command in only the network namespace: it sees the helper's processes, so that devices can be moved by pid. */
  async mustFromOutside(target: string, argv: readonly string[], input = ''): Promise<string> {
    return ok(await this.#helper.request(['exec', target, 'net', ...argv], input), argv.join(' ')).toString();
  }

  /** Shell commands on a node, pod, ..., stopping at the first that fails. */
  sh(target: string, script: string): Promise<string> {
    return this.must(target, ['sh', '-ec', script]);
  }

  /** Writes sysctls given as lines `net/ipv4/ip_forward 1`. */
  async sysctl(target: string, lines: string): Promise<void> {
    ok(await this.#helper.request(['sysctl', target], lines), `sysctls of ${target}`);
  }

  /** (Re)starts the echo server of a target with other sockets; none stops it. */
  async serve(target: string, listen: readonly Listen[], label = target): Promise<void> {
    const old = this.#servers.get(`${target} ${label}`);
    if (old !== undefined) await this.#helper.request(['kill', String(old)]);
    if (listen.length === 0) return;
    const reply = await this.#helper.request(['serve', target, label, ...listen.map(listenSpec)]);
    ok(reply, `server of ${label}`);
    if (reply.pid !== undefined) this.#servers.set(`${target} ${label}`, reply.pid);
  }

  /** Sends flows through the prober (native/probe.c); one JSON line each. */
  async probeLines(payload: string): Promise<string> {
    return ok(await this.#helper.request(['probe'], payload), 'probe').toString();
  }

  /**
   * Makes all kernels of the cluster forget the neighbours that they found and the path MTUs that they learned: verdicts are about cold
   * caches. What was set by hand stays, but for a state that only says that nobody answered.
   */
  async forgetCaches(): Promise<void> {
    ok(await this.#helper.request(['forget']), 'forgetting');
  }

  /** Which namespace has this inode? */
  targetOfNetns(inode: number): string | undefined {
    for (const t of this.targets.values()) if (t.netns === inode) return t.name;
    return undefined;
  }
}

function ok(reply: HelperReply, what: string): Buffer {
  if (reply.status !== 0) throw new Error(`${what}: exit status ${reply.status}: ${reply.stderr.trim()}`);
  return reply.stdout;
}

const resolvConf = (plan: Plan, namespace: string): string =>
  `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\n` +
  `nameserver ${plan.families[0] === 6 ? 'fd00:10:96::a' : '10.96.0.10'}\noptions ndots:5\n`;

async function makeNamespaces(plan: Plan, helper: Helper): Promise<ReadonlyMap<string, Target>> {
  const machines = [UNDERLAY, CLIENT, ...plan.nodes.map((n) => n.name)];
  const pods = plan.pods.filter((p) => !p.hostNetwork);
  const made = await Promise.all([
    ...machines.map(async (name) => ({ name, reply: await helper.request(['node', name, name, name]) })),
    ...pods.map(async (p) => ({
      name: p.key,
      reply: await helper.request(
        ['pod', p.key, p.node.name, p.uid, podCgroupOf(p.uid), p.name],
        resolvConf(plan, p.namespace),
      ),
    })),
  ]);
  return new Map(
    made.map(({ name, reply }) => {
      ok(reply, `namespaces of ${name}`);
      return [name, { name, pid: reply.pid ?? 0, netns: reply.netns ?? 0 }];
    }),
  );
}
