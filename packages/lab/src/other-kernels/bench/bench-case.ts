import type { Family } from '@skoop/model';
import type { Ask } from '../../faults/fault.ts';
import type { PodSpec, Topology } from '../../topology.ts';

/**
 * A few machines and pods that are wired by hand, and what is asked of them. Each node has `eth0` on the underlay (10.10.0.11, .12, ...;
 * fd00:10:10::b, ...) with a default route to the outside, forwards, and has a server on TCP 10250. The pods are 10.244.<node>.2, .3, ... in order
 * (fd00:10:244:<node>::2, ...).
 */
export type BenchCase = {
  readonly name: string;
  /** What it shows. */
  readonly why: string;
  /** Default: IPv4. */
  readonly families?: readonly Family[];
  /** Default: node-1 and node-2. */
  readonly nodes?: readonly string[];
  /** Default: `client` on node-1, and `web` on node-2 with servers on TCP and UDP 8080. */
  readonly pods?: readonly PodSpec[];
  /**
   * `routed` (default): each pod has `eth0` with its address and a default route to the node, whose end is called `v-<pod>`. `bare`: a pod's
   * namespace is empty.
   */
  readonly podLinks?: 'routed' | 'bare';
  /** A whole cluster with plugin and kube-proxy instead of the above. */
  readonly cluster?: Topology;
  /**
   * Shell commands by namespace (a node, `<namespace>/<pod>`, `client`, `underlay`), run in this order as root, each stopping at the first that
   * fails. On nodes a variable named as the pod (`-` as `_`) names its network namespace: `ip link add ... netns $web`.
   */
  readonly setup: Readonly<Record<string, string>>;
  readonly asks: readonly Ask[];
  /** How often each question is asked; default once. */
  readonly times?: number;
};
