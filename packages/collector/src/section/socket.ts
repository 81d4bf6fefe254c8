import { type Address, canonicalAddress, type Family, familyOf, type SocketRecord } from '@skoop/model';
import { eachLine, integer, type Parsed, wordsOf } from '../line.ts';

/** `ss -ntuwe` (listeners, then connections). */
export function parseSockets(text: string): Parsed<SocketRecord> {
  const records: SocketRecord[] = [];
  const unread: number[] = [];
  eachLine(text, (line, number) => {
    const words = wordsOf(line);
    if (words.length === 0 || words[0] === 'Netid' || words[0] === 'State') return;
    const record = socket(words, number);
    if (record) records.push(record);
    else unread.push(number);
  });
  return { records, unread };
}

const PROTOCOLS: Readonly<Record<string, string>> = { '???': 'raw', icmp6: 'icmp' };

function socket(words: readonly string[], line: number): SocketRecord | undefined {
  const [netid = '', state = '', recv, send, local = '', peer = '', ...rest] = words;
  const v6only = rest.find((w) => w.startsWith('v6only:'));
  const near = endpoint(local, v6only !== undefined);
  if (!near || recv === undefined || send === undefined) return undefined;
  const far = endpoint(peer, near.family === 6);
  const connected = far !== undefined && !(far.port === 0 && /^(0\.0\.0\.0|::)$/.test(far.address));
  return {
    line,
    protocol: Object.hasOwn(PROTOCOLS, netid) ? (PROTOCOLS[netid] ?? netid) : netid,
    state,
    family: near.family,
    // Only a wildcard that also takes IPv4 is printed as `*`.
    v6only: v6only === 'v6only:1' || (v6only === undefined && near.family === 6 && local.startsWith('[::]')),
    address: near.address,
    port: near.port,
    device: near.device,
    ...(connected && { peerAddress: far.address, peerPort: far.port }),
    recvQueue: integer(recv) ?? 0,
    sendQueue: integer(send) ?? 0,
    uid: uidOf(rest),
    process: rest.find((w) => w.startsWith('users:')),
  };
}

/** With `-e` ss tells the inode always, and the user unless it is root. misc/ss.c: inet_show_sock() */
function uidOf(rest: readonly string[]): number | undefined {
  const told = rest.find((w) => w.startsWith('uid:'));
  if (told !== undefined) return integer(told.slice(4));
  return rest.some((w) => w.startsWith('ino:')) ? 0 : undefined;
}

type SocketEnd = {
  readonly family: Family;
  readonly address: Address;
  readonly port: number;
  readonly device?: string;
};

/** `10.0.0.1:80`, `[::1]:80`, `*:80`, `127.0.0.1%lo:53`, `[fe80::1]%eth0:546`, and `:::80` of an old ss. misc/ss.c: inet_addr_print() */
function endpoint(text: string, six: boolean): SocketEnd | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return undefined;
  const portText = text.slice(colon + 1);
  const port = portText === '*' ? 0 : integer(portText);
  let where = text.slice(0, colon);
  let device: string | undefined;
  const percent = where.lastIndexOf('%');
  if (percent >= 0) {
    device = where.slice(percent + 1);
    where = where.slice(0, percent);
  }
  if (port === undefined || port > 65535) return undefined;
  if (where === '*' || where === '') return { family: six ? 6 : 4, address: six ? '::' : '0.0.0.0', port, device };
  const address = canonicalAddress(where.replace(/^\[|\]$/g, ''));
  if (address === undefined) return undefined;
  return { family: familyOf(address), address, port, device };
}
