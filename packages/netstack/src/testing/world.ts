import { sure } from '../fork.ts';
import { type Namespace, type NetnsKey, netnsKey } from '../namespace.ts';
import type { RunHook } from '../netfilter/hook.ts';
import type { Delivery, World } from '../world.ts';
import { type Sketch, sketchDump } from './dump.ts';

/** Firewalls that let everything pass. */
export const passAll: RunHook = ({ packet, flow }) => sure({ kind: 'accept', packet, flow, steps: [] });

/** A small cluster: `node` or `node/pod` -> its namespace; veth ends by name; one switch under all `eth0` of nodes. */
export function sketchWorld(
  sketches: Readonly<Record<string, Sketch>>,
  veths: readonly (readonly [string, string])[],
): World & { readonly key: (name: string) => NetnsKey } {
  const keyOf = (name: string): NetnsKey => {
    const [node = '', pod] = name.split('/');
    return netnsKey(node, pod ?? 'host');
  };
  const all = new Map<NetnsKey, Namespace>(
    Object.entries(sketches).map(([name, s]) => {
      const [node = '', pod] = name.split('/');
      const key = keyOf(name);
      return [
        key,
        {
          key,
          node,
          label: pod ? `default/${pod}` : 'host',
          kernel: '6.18',
          dump: sketchDump({ id: pod ?? 'host', ...s }),
        },
      ];
    }),
  );
  const peers = new Map<string, { netns: NetnsKey; device: string }>();
  for (const [a, b] of veths) {
    const [x = '', dx = ''] = a.split(':');
    const [y = '', dy = ''] = b.split(':');
    peers.set(`${keyOf(x)}/${dx}`, { netns: keyOf(y), device: dy });
    peers.set(`${keyOf(y)}/${dy}`, { netns: keyOf(x), device: dx });
  }
  return {
    key: keyOf,
    namespace: (key) => all.get(key),
    vethPeer: (key, device) => peers.get(`${key}/${device}`),
    lowerDevice: (key, device) => {
      const lower = all.get(key)?.dump.links.find((l) => l.name === device)?.linkName;
      return lower === undefined ? undefined : { netns: key, device: lower };
    },
    upperDevices: (key, device) =>
      (all.get(key)?.dump.links ?? [])
        .filter((l) => l.kind !== 'veth' && l.linkName === device)
        .map((l) => ({ netns: key, device: l.name })),
    transmit: (from, device, nextHop, packet, mac) => {
      for (const ns of all.values()) {
        if (ns.key === from || !ns.dump.addresses.some((a) => a.address === nextHop && a.device === device)) continue;
        const link = ns.dump.links.find((l) => l.name === device);
        if (!link?.flags.includes('UP')) continue;
        const destinationMac = mac ?? link.mac ?? '';
        const d: Delivery = {
          kind: 'arrives',
          netns: ns.key,
          device,
          frame: { sourceMac: '02:aa:00:00:00:01', destinationMac, packet },
        };
        return sure(d);
      }
      return sure<Delivery>({ kind: 'no-neighbour', sentence: [`nobody has ${nextHop}`], evidence: [] });
    },
    enter: (packet) => {
      for (const ns of all.values())
        if (ns.dump.addresses.some((a) => a.address === packet.destination && a.device === 'eth0')) {
          const mac = ns.dump.links.find((l) => l.name === 'eth0')?.mac ?? '';
          return sure<Delivery>({
            kind: 'arrives',
            netns: ns.key,
            device: 'eth0',
            frame: { sourceMac: '02:aa:00:00:00:02', destinationMac: mac, packet },
          });
        }
      return sure<Delivery>({
        kind: 'lost',
        stage: 'underlay/route',
        reason: 'IP_INNOROUTES',
        sentence: ['no route'],
        evidence: [],
      });
    },
  };
}
