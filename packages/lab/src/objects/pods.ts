import type { KubeObject } from '@skoop/model';
import { containerIdOf, uidOf } from '../identity.ts';
import type { PerFamily, Plan, PlannedNode } from '../plan.ts';
import type { PodPort } from '../topology.ts';
import { CREATED, metadata } from './metadata.ts';

type PodFacts = {
  readonly namespace: string;
  readonly name: string;
  readonly node: PlannedNode;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PodPort[];
  readonly hostNetwork: boolean;
  readonly ready: boolean;
  readonly addresses: PerFamily<string>;
  readonly owner?: { readonly kind: string; readonly name: string };
};

function podObject(plan: Plan, pod: PodFacts): KubeObject {
  const ips = plan.families.map((f) => ({ ip: pod.addresses[f] }));
  const hostIps = plan.families.map((f) => ({ ip: pod.node.addresses[f] }));
  const uid = uidOf('Pod', pod.namespace, pod.name);
  const condition = (type: string, status: boolean) => ({
    lastProbeTime: null,
    lastTransitionTime: CREATED,
    status: status ? 'True' : 'False',
    type,
    ...(status ? {} : { message: 'containers with unready status: [app]', reason: 'ContainersNotReady' }),
  });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata('Pod', pod.name, {
      namespace: pod.namespace,
      labels: pod.labels,
      ownerReferences: pod.owner && [
        { apiVersion: 'apps/v1', controller: true, kind: pod.owner.kind, name: pod.owner.name },
      ],
    }),
    spec: {
      containers: [
        {
          image: 'registry.example/echo:1.0',
          name: 'app',
          ports: pod.ports.map((p) => ({
            containerPort: p.port,
            ...(p.name ? { name: p.name } : {}),
            ...(pod.hostNetwork ? { hostPort: p.port } : {}),
            protocol: (p.protocol ?? 'tcp').toUpperCase(),
          })),
        },
      ],
      dnsPolicy: pod.hostNetwork ? 'ClusterFirstWithHostNet' : 'ClusterFirst',
      ...(pod.hostNetwork ? { hostNetwork: true } : {}),
      nodeName: pod.node.name,
      restartPolicy: 'Always',
    },
    status: {
      conditions: [
        condition('PodReadyToStartContainers', true),
        condition('Initialized', true),
        condition('Ready', pod.ready),
        condition('ContainersReady', pod.ready),
        condition('PodScheduled', true),
      ],
      containerStatuses: [
        {
          containerID: `containerd://${containerIdOf(uid)}`,
          image: 'registry.example/echo:1.0',
          name: 'app',
          ready: pod.ready,
          restartCount: 0,
          started: true,
          state: { running: { startedAt: CREATED } },
        },
      ],
      hostIP: hostIps[0]?.ip,
      hostIPs: hostIps,
      phase: 'Running',
      podIP: ips[0]?.ip,
      podIPs: ips,
      qosClass: 'BestEffort',
      startTime: CREATED,
    },
  };
}

/** Pods of the DaemonSets and the control plane: host network, no namespaces of their own. */
function systemPods(plan: Plan): PodFacts[] {
  return plan.nodes.flatMap((node) => {
    const base = { node, hostNetwork: true, ready: true, addresses: node.addresses, ports: [] };
    const suffix = (set: string): string => uidOf('suffix', set, node.name).slice(0, 5);
    const flannel = { kind: 'DaemonSet', name: 'kube-flannel-ds' };
    const proxy = { kind: 'DaemonSet', name: 'kube-proxy' };
    const calico: PodFacts = {
      ...base,
      namespace: 'kube-system',
      name: `calico-node-${suffix('calico')}`,
      labels: { 'k8s-app': 'calico-node' },
      owner: { kind: 'DaemonSet', name: 'calico-node' },
    };
    const pods: PodFacts[] = [
      plan.topology.cni === 'calico'
        ? calico
        : {
            ...base,
            namespace: 'kube-flannel',
            name: `kube-flannel-ds-${suffix('flannel')}`,
            labels: { app: 'flannel', 'k8s-app': 'flannel', tier: 'node' },
            owner: flannel,
          },
      {
        ...base,
        namespace: 'kube-system',
        name: `kube-proxy-${suffix('proxy')}`,
        labels: { 'k8s-app': 'kube-proxy' },
        owner: proxy,
      },
    ];
    if (node.index === 1)
      pods.push({
        ...base,
        namespace: 'kube-system',
        name: `kube-apiserver-${node.name}`,
        labels: { component: 'kube-apiserver', tier: 'control-plane' },
      });
    return pods;
  });
}

export const podObjects = (plan: Plan): KubeObject[] =>
  [...plan.pods, ...systemPods(plan)].map((pod) => podObject(plan, pod));
