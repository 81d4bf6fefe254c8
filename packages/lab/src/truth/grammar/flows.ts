import { DNS_SERVICE, NODE_1, NODE_2, NODE_PORT, OUTSIDE_HOST, WEB_1, WEB_2, WEB_SERVICE } from '../../faults/asks.ts';
import type { Ask } from '../../faults/fault.ts';
import type { Random } from '../random.ts';

/** Who asks, in the CLI's word and as the lab's namespace. */
const SOURCES = [
  ['default/client', 'default/client'],
  ['default/client', 'default/client'],
  ['default/web-2', 'default/web-2'],
  ['node/node-1', 'node-1'],
  ['node/node-2', 'node-2'],
  [OUTSIDE_HOST, 'client'],
] as const;
const PODS = [
  ['default/web-1', WEB_1],
  ['default/web-2', WEB_2],
] as const;
const SIZES = { udp: [undefined, 1400, 3000], icmp: [undefined, 1400, 2000] } as const;

/** One question about the demo topology. */
export function randomAsk(random: Random): Ask {
  const [source, from] = random.pick(SOURCES);
  const ask = (
    destination: string,
    address: string,
    protocol: 'tcp' | 'udp' | 'icmp',
    port?: number,
    size?: number,
  ): Ask => {
    const rest = { protocol, ...(port === undefined ? {} : { port }), ...(size === undefined ? {} : { size }) };
    return { question: { source, destination, ...rest }, flow: { from, destination: address, ...rest } };
  };
  const outside = from === 'client';
  const kind = random.below(10);
  const [pod, address] = random.pick(PODS);
  if (outside) {
    const node = random.pick([NODE_1, NODE_2]);
    return random.chance(0.7)
      ? ask(node, node, 'tcp', NODE_PORT)
      : ask(node, node, 'icmp', undefined, random.pick(SIZES.icmp));
  }
  if (kind < 4) return ask(pod, address, 'tcp', random.chance(0.9) ? 8080 : 9999);
  if (kind < 6) return ask(pod, address, 'icmp', undefined, random.pick(SIZES.icmp));
  if (kind < 7) return ask('svc/kube-system/kube-dns', DNS_SERVICE, 'udp', 53, random.pick(SIZES.udp));
  if (kind < 9) return ask('svc/default/web', WEB_SERVICE, 'tcp', 80);
  return ask(NODE_2, NODE_2, 'tcp', NODE_PORT);
}
