import { type Config, type ConfigOption, optionOf } from '@skoop/engine';

export const FLANNEL_BACKENDS = ['vxlan', 'host-gw', 'alloc'] as const;

/** Flags of the flannel plugin, by the names that KubeSkoop users know. */
export const flannelOptions: readonly ConfigOption[] = [
  {
    flag: 'flannel-backend-type',
    kind: 'choice',
    choices: FLANNEL_BACKENDS,
    description: 'How flannel carries packets between nodes',
    default: "found in flannel's configuration, node annotations or devices",
  },
  { flag: 'flannel-bridge', kind: 'text', description: 'Bridge that pods are connected to', default: 'cni0' },
  {
    flag: 'flannel-host-interface',
    kind: 'text',
    description: 'Device of the node that flannel uses',
    default: "the one with the node's public-ip annotation or internal address",
  },
  {
    flag: 'flannel-ip-masq',
    kind: 'boolean',
    description: 'flannel masquerades what leaves the pod network',
    default: 'true',
  },
  {
    flag: 'flannel-pod-mtu',
    kind: 'number',
    description: 'MTU of pods, in bytes',
    default: "that of the node's device, less 50 for vxlan",
  },
];

export type FlannelConfig = {
  readonly bridge: string;
  readonly ipMasq: boolean;
  readonly hostInterface?: string;
  readonly podMtu?: number;
};

export function readFlannelConfig(config: Config): FlannelConfig {
  const mtu = optionOf(config, 'flannel-pod-mtu');
  return {
    bridge: optionOf(config, 'flannel-bridge') ?? 'cni0',
    ipMasq: optionOf(config, 'flannel-ip-masq') !== 'false',
    hostInterface: optionOf(config, 'flannel-host-interface'),
    podMtu: mtu === undefined ? undefined : Number(mtu),
  };
}
