import { canonicalAddress, parsePrefix, type WireguardPeer, type WireguardRecord } from '@skoop/model';
import { eachLine, integer, type Parsed } from '../line.ts';

type Peer = { -readonly [K in keyof WireguardPeer]: WireguardPeer[K] };
type Device = { -readonly [K in keyof WireguardRecord]: WireguardRecord[K] } & { peers: Peer[] };
type Fact = { readonly device: Device; readonly key: string; readonly value: string; readonly line: number };

/** `10.0.0.2:51820`, `[fd00::2]:51820`, `(none)`. */
function endpointOf(text: string): WireguardPeer['endpoint'] {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text);
  const address = canonicalAddress((match?.[1] ?? match?.[2] ?? '').replace(/%.*$/, ''));
  const port = integer(match?.[3]);
  return address === undefined || port === undefined ? undefined : { address, port };
}

function peerOf(device: Device, key: string, line: number): Peer {
  const known = device.peers.find((p) => p.publicKey === key);
  if (known) return known;
  const peer: Peer = { line, publicKey: key, allowedIps: [] };
  device.peers.push(peer);
  return peer;
}

const FACTS: Readonly<Record<string, (f: Fact) => void>> = {
  'public-key': ({ device, key }) => {
    device.publicKey = key === '(none)' ? '' : key;
  },
  'listen-port': ({ device, key }) => {
    device.listenPort = integer(key) ?? 0;
  },
  fwmark: ({ device, key }) => {
    device.mark = integer(key) ?? 0;
  },
  'allowed-ips': ({ device, key, value, line }) => {
    const prefixes = value.split(' ').filter((p) => parsePrefix(p) !== undefined);
    const peer = peerOf(device, key, line);
    peer.line = line;
    peer.allowedIps = prefixes;
  },
  endpoints: ({ device, key, value, line }) => {
    const endpoint = endpointOf(value);
    const peer = peerOf(device, key, line);
    if (endpoint) peer.endpoint = endpoint;
  },
};

/** `wg show all public-key`, `listen-port`, ..., each after a line `# <what>`. Columns are set apart by tabs. */
export function parseWireguard(text: string): Parsed<WireguardRecord> {
  const devices = new Map<string, Device>();
  const unread: number[] = [];
  let what = '';
  eachLine(text, (content, line) => {
    if (content === '') return;
    if (content.startsWith('# ')) {
      what = content.slice(2);
      return;
    }
    const [name = '', key = '', value = ''] = content.split('\t');
    const fact = Object.hasOwn(FACTS, what) ? FACTS[what] : undefined;
    if (!fact || key === '') {
      unread.push(line);
      return;
    }
    const device = devices.get(name) ?? { line, device: name, publicKey: '', listenPort: 0, mark: 0, peers: [] };
    devices.set(name, device);
    fact({ device, key, value, line });
  });
  return { records: [...devices.values()], unread };
}
