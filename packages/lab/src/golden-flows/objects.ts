import { familyOf, type KubeObject } from '@skoop/model';
import { uidOf } from '../identity.ts';
import type { ProxyPort } from '../kube-proxy-ports.ts';
import { metadata } from '../objects/metadata.ts';
import { type GoldenScenario, NODE, NODE_IP, NODE_IP6 } from './golden-flow.ts';
import { POD_ADDRESSES, podKey } from './pods.ts';

const node: KubeObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: metadata('Node', NODE),
  spec: { podCIDR: '10.0.0.0/8', podCIDRs: ['10.0.0.0/8', 'fd00:10::/64'] },
  status: {
    addresses: [NODE_IP, NODE_IP6].map((address) => ({ address, type: 'InternalIP' })),
    conditions: [{ type: 'Ready', status: 'True' }],
  },
};

const pods: readonly KubeObject[] = POD_ADDRESSES.map((addresses) => {
  const name = podKey(addresses[0]);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata('Pod', name, { namespace: 'default' }), uid: uidOf('Pod', 'default', name) },
    spec: { nodeName: NODE, containers: [{ name: 'app' }] },
    status: { phase: 'Running', podIP: addresses[0], podIPs: addresses.map((ip) => ({ ip })) },
  };
});

const split = (p: ProxyPort) => {
  const [key = '', port = ''] = p.name.split(':');
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name, port };
};
const protocolOf = (p: ProxyPort): string => p.protocol.toUpperCase();

function serviceObject(ports: readonly ProxyPort[]): KubeObject[] {
  const [first] = ports;
  if (!first) return [];
  const { namespace, name } = split(first);
  const ranges = first.sourceRanges;
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('Service', name, { namespace }),
      spec: {
        type: first.loadBalancerIps.length > 0 ? 'LoadBalancer' : first.nodePort ? 'NodePort' : 'ClusterIP',
        clusterIP: first.clusterIp,
        clusterIPs: [first.clusterIp],
        ipFamilies: [familyOf(first.clusterIp) === 6 ? 'IPv6' : 'IPv4'],
        ...(first.externalIps.length > 0 ? { externalIPs: first.externalIps } : {}),
        ...(ranges.length > 0 ? { loadBalancerSourceRanges: ranges } : {}),
        ...(first.healthCheckNodePort === undefined ? {} : { healthCheckNodePort: first.healthCheckNodePort }),
        externalTrafficPolicy: first.externalLocal ? 'Local' : 'Cluster',
        internalTrafficPolicy: first.internalLocal ? 'Local' : 'Cluster',
        sessionAffinity: first.affinitySeconds === undefined ? 'None' : 'ClientIP',
        ports: ports.map((p) => ({
          ...(split(p).port ? { name: split(p).port } : {}),
          port: p.port,
          protocol: protocolOf(p),
          ...(p.nodePort === undefined ? {} : { nodePort: p.nodePort }),
          targetPort: p.endpoints[0]?.port ?? p.port,
        })),
      },
      status: { loadBalancer: { ingress: first.loadBalancerIps.map((ip) => ({ ip })) } },
    },
  ];
}

function sliceObject(p: ProxyPort): KubeObject {
  const { namespace, name, port } = split(p);
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: metadata('EndpointSlice', `${name}-${port || 'x'}`, {
      namespace,
      labels: { 'kubernetes.io/service-name': name },
    }),
    addressType: familyOf(p.clusterIp) === 6 ? 'IPv6' : 'IPv4',
    ports: [{ name: port, port: p.endpoints[0]?.port ?? p.port, protocol: protocolOf(p) }],
    endpoints: p.endpoints.map((e) => ({
      addresses: [e.address],
      conditions: { ready: e.ready, serving: e.serving ?? e.ready, terminating: e.terminating ?? false },
      ...(e.node === '' ? {} : { nodeName: e.node }),
    })),
  };
}

/** What the API server knows: the node, the pods, and the services of a scenario with their endpoints. */
export function goldenObjects(scenario: GoldenScenario): Readonly<Record<string, readonly KubeObject[]>> {
  const byKey = new Map<string, ProxyPort[]>();
  for (const p of scenario.services) {
    const { namespace, name } = split(p);
    const key = `${namespace}/${name}`;
    byKey.set(key, [...(byKey.get(key) ?? []), p]);
  }
  return {
    nodes: [node],
    pods,
    services: [...byKey.values()].flatMap(serviceObject),
    endpointslices: scenario.services.map(sliceObject),
    networkpolicies: [],
    namespaces: [],
  };
}
