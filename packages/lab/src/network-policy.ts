import { createHash } from 'node:crypto';
import type { KubeObject } from '@skoop/model';
import type { Cluster } from './cluster.ts';
import { type IngressPolicy, inPolicy } from './ingress-policy.ts';
import { metadata } from './objects/metadata.ts';
import type { Plan, PlannedPod } from './plan.ts';
import { restoreNodeRules } from './wiring.ts';

export const policyObject = (policy: IngressPolicy): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: metadata('NetworkPolicy', policy.name, { namespace: policy.namespace }),
  spec: {
    podSelector: { matchLabels: policy.labels },
    policyTypes: ['Ingress'],
    ...(policy.from ? { ingress: [{ from: [{ podSelector: { matchLabels: policy.from } }] }] } : {}),
  },
});

const HASH_LETTERS = 16;
const hash = (kind: string, text: string): string =>
  `${kind}-${createHash('sha256').update(text).digest('hex').toUpperCase().slice(0, HASH_LETTERS)}`;

const POLICY_MARK = '0x10000/0x10000';
const SEEN_MARK = '0x20000/0x20000';

/** Rules of one node in the form of kube-router's network policy controller (pkg/controllers/netpol), IPv4. */
function nodeRules(plan: Plan, policy: IngressPolicy, node: string): { sets: string; rules: string } | undefined {
  const guarded = inPolicy(plan, policy, policy.labels);
  const here = guarded.filter((p) => p.node.name === node);
  if (here.length === 0) return undefined;
  const chain = hash('KUBE-NWPLCY', `${policy.namespace}/${policy.name}`);
  const source = hash('KUBE-SRC', `${policy.namespace}/${policy.name}`);
  const destination = hash('KUBE-DST', `${policy.namespace}/${policy.name}`);
  const says = (text: string): string => `-m comment --comment "${text}"`;
  const set = (name: string, pods: readonly PlannedPod[]): string =>
    `create ${name} hash:ip family inet hashsize 1024 maxelem 65536 timeout 0\n${pods
      .map((p) => `add ${name} ${p.addresses[4]} timeout 0\n`)
      .join('')}`;
  const firewalls = here.map((pod) => ({ pod, chain: hash('KUBE-POD-FW', pod.key) }));
  const hooks = ['INPUT', 'FORWARD', 'OUTPUT'] as const;
  const rules = [
    ...hooks.map((h) => `-I ${h} 1 ${says('kube-router netpol')} -j KUBE-ROUTER-${h}`),
    ...firewalls.flatMap((f) => {
      const to = `${says(`rule to jump traffic destined to POD name:${f.pod.name} namespace: ${f.pod.namespace}`)}`;
      const ip = f.pod.addresses[4];
      return [
        `-A KUBE-ROUTER-FORWARD ${to} -d ${ip} -j ${f.chain}`,
        `-A KUBE-ROUTER-FORWARD -m physdev --physdev-is-bridged ${to} -d ${ip} -j ${f.chain}`,
        `-A KUBE-ROUTER-OUTPUT ${to} -d ${ip} -j ${f.chain}`,
        `-A ${f.chain} ${says('rule for stateful firewall for pod')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
        `-A ${f.chain} ${says('rule to drop invalid state for pod')} -m conntrack --ctstate INVALID -j DROP`,
        `-A ${f.chain} ${says('rule to permit the traffic traffic to pods when source is the pods local node')} -m addrtype --src-type LOCAL -d ${ip} -j ACCEPT`,
        `-A ${f.chain} ${says(`run through nw policy ${policy.name}`)} -d ${ip} -j ${chain}`,
        `-A ${f.chain} ${says(`rule to log dropped traffic POD name:${f.pod.name} namespace: ${f.pod.namespace}`)} -m mark ! --mark ${POLICY_MARK} -m limit --limit 10/min --limit-burst 10 -j NFLOG --nflog-group 100`,
        `-A ${f.chain} ${says(`rule to REJECT traffic destined for POD name:${f.pod.name} namespace: ${f.pod.namespace}`)} -m mark ! --mark ${POLICY_MARK} -j REJECT`,
        `-A ${f.chain} -j MARK --set-xmark 0/0x10000`,
        `-A ${f.chain} ${says('set mark to ACCEPT traffic that comply to network policies')} -j MARK --or-mark ${SEEN_MARK.split('/')[0]}`,
      ];
    }),
    ...(policy.from
      ? [
          `-A ${chain} ${says(`rule to ACCEPT traffic from source pods to dest pods selected by policy name ${policy.name}`)} -m set --match-set ${source} src -m set --match-set ${destination} dst -j MARK --or-mark 0x10000`,
          `-A ${chain} ${says('rule to ACCEPT traffic')} -m set --match-set ${source} src -m set --match-set ${destination} dst -m mark --mark ${POLICY_MARK} -j RETURN`,
        ]
      : []),
  ];
  const chains = [...hooks.map((h) => `KUBE-ROUTER-${h}`), chain, ...firewalls.map((f) => f.chain)];
  const from = policy.from ? set(source, inPolicy(plan, policy, policy.from)) : '';
  return {
    sets: from + set(destination, guarded),
    rules: `*filter\n${chains.map((c) => `:${c} - [0:0]\n`).join('')}${rules.map((r) => `${r}\n`).join('')}COMMIT\n`,
  };
}

/** Enforces a policy on every node, as Felix does, or as kube-router would beside flannel. */
export async function enforcePolicy(cluster: Cluster, policy: IngressPolicy): Promise<void> {
  const { plan } = cluster;
  if (plan.topology.cni === 'calico') {
    for (const node of plan.nodes)
      for (const family of plan.families) await restoreNodeRules(cluster, node, family, undefined, [policy]);
    return;
  }
  await Promise.all(
    plan.nodes.map(async (node) => {
      const text = nodeRules(plan, policy, node.name);
      if (!text) return;
      await cluster.must(node.name, ['ipset', 'restore'], text.sets);
      await cluster.must(node.name, [`iptables-${plan.topology.iptables}-restore`, '--noflush'], text.rules);
    }),
  );
}
