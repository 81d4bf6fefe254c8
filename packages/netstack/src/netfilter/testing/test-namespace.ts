import {
  type AddressRecord,
  type Family,
  type LinkRecord,
  type NamespaceDump,
  type NftDump,
  namespaceDump,
  type Packet,
  type RouteRecord,
} from '@skoop/model';
import { emptyFlow } from '../../flow.ts';
import { type Namespace, netnsKey } from '../../namespace.ts';
import type { HookInput, InetHook } from '../hook.ts';
import { ipsetRecords, iptablesDump } from './save-text.ts';

export type TestNamespace = {
  /** Text of iptables-save (legacy backend), ip6tables-save, iptables-nft-save, ipset save. */
  readonly legacy?: string;
  readonly legacy6?: string;
  readonly nft4?: string;
  readonly ipset?: string;
  readonly nft?: NftDump;
  /** `eth0 10.0.0.1/24`. */
  readonly addresses?: readonly string[];
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly conntrack?: NamespaceDump['conntrack'];
  readonly sections?: NamespaceDump['sections'];
};

/** A namespace of a node with nothing but what a test of rules needs: devices, addresses, the routes that follow from them. */
export function testNamespace(t: TestNamespace): Namespace {
  const addresses = ['lo 127.0.0.1/8', ...(t.addresses ?? [])].map(addressRecord);
  const devices = [...new Set(addresses.map((a) => a.device))];
  const dump = namespaceDump('host', {
    inode: '1',
    sections: t.sections ?? [],
    links: devices.map(linkRecord),
    addresses,
    routes: addresses.flatMap(routesOf),
    iptables: [
      ...(t.legacy === undefined ? [] : [iptablesDump(t.legacy)]),
      ...(t.legacy6 === undefined ? [] : [iptablesDump(t.legacy6, 6)]),
      ...(t.nft4 === undefined ? [] : [iptablesDump(t.nft4, 4, 'nft')]),
    ],
    ...(t.nft ? { nft: t.nft } : {}),
    ipsets: t.ipset === undefined ? [] : ipsetRecords(t.ipset),
    conntrack: t.conntrack ?? [],
    sysctls: new Map(Object.entries(t.sysctls ?? {}).map(([k, value]) => [k, { value, line: 1 }])),
  });
  return { key: netnsKey('n1', 'host'), node: 'n1', label: 'host', kernel: '6.18.0', dump };
}

function addressRecord(text: string, i: number): AddressRecord {
  const [device = '', prefix = ''] = text.split(' ');
  const [address = '', length = '32'] = prefix.split('/');
  const family: Family = address.includes(':') ? 6 : 4;
  const scope = device === 'lo' ? 'host' : 'global';
  return { line: i + 1, device, family, address, prefixLength: Number(length), scope, flags: [] };
}

const linkRecord = (name: string, i: number): LinkRecord => ({
  line: i + 1,
  index: i + 1,
  name,
  flags: ['UP', 'LOWER_UP'],
  mtu: 1500,
  operstate: 'UP',
  kind: name === 'lo' ? 'loopback' : 'veth',
  details: {},
  port: {},
});

function routesOf(a: AddressRecord): RouteRecord[] {
  const base = {
    line: 1,
    family: a.family,
    metric: 0,
    scope: 'host',
    nexthops: [{ device: a.device, weight: 1, flags: [] }],
  };
  const bits = a.family === 4 ? 32 : 128;
  return [
    { ...base, type: 'local', destination: `${a.address}/${bits}`, table: 'local', prefsrc: a.address },
    { ...base, type: 'unicast', destination: `${a.address}/${a.prefixLength}`, table: 'main', scope: 'link' },
  ];
}

export const testPacket = (p: Partial<Packet> = {}): Packet => ({
  family: 4,
  source: '10.0.0.1',
  destination: '10.0.0.2',
  protocol: 'tcp',
  sourcePort: { from: 32768, to: 60999 },
  destinationPort: 80,
  tcpFlags: ['SYN'],
  ttl: 64,
  tos: 0,
  length: 60,
  dontFragment: true,
  mark: 0,
  mss: 1460,
  ...p,
});

/** One packet at one hook of a namespace. */
export const testInput = (ns: Namespace, hook: InetHook, packet: Packet, more: Partial<HookInput> = {}): HookInput => ({
  ns,
  hook,
  packet,
  flow: emptyFlow,
  ...(hook === 'OUTPUT' || hook === 'POSTROUTING' ? {} : { inDevice: 'eth0' }),
  ...(hook === 'PREROUTING' || hook === 'INPUT' ? {} : { outDevice: 'eth1' }),
  ...more,
});

/** What a rule of the filter table is compiled with. */
export const ruleContext = (
  ns: Namespace,
  { chain = 'FORWARD', recentSets = [] }: { readonly chain?: string; readonly recentSets?: readonly string[] } = {},
) => ({ ns, family: 4, table: 'filter', chain, point: 'p', recentSets: () => new Set(recentSets) }) as const;
