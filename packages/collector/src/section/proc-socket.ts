import { type Family, formatWords, type SocketRecord } from '@skoop/model';
import { eachLine, type Parsed, wordsOf } from '../line.ts';

/** enum in include/net/tcp_states.h, by the words of ss. */
const STATES: Readonly<Record<string, string>> = {
  '01': 'ESTAB',
  '02': 'SYN-SENT',
  '03': 'SYN-RECV',
  '04': 'FIN-WAIT-1',
  '05': 'FIN-WAIT-2',
  '06': 'TIME-WAIT',
  '07': 'UNCONN',
  '08': 'CLOSE-WAIT',
  '09': 'LAST-ACK',
  '0A': 'LISTEN',
  '0B': 'CLOSING',
};

/**
 * `grep "" tcp tcp6 udp udp6 raw raw6` in /proc/net, where ss cannot be asked. It does not show IPV6_V6ONLY nor the device that a
 * socket is bound to: v6only is taken to be off, which is the default. net/ipv4/tcp_ipv4.c: get_tcp4_sock()
 */
export function parseProcSockets(text: string): Parsed<SocketRecord> {
  const records: SocketRecord[] = [];
  const unread: number[] = [];
  eachLine(text, (line, number) => {
    const match = /^(tcp|udp|raw)(6?):(.*)$/.exec(line);
    const words = wordsOf(match?.[3] ?? line);
    if (words.length === 0 || words[0] === 'sl') return;
    const record = match && socket(match[1] ?? '', match[2] === '6' ? 6 : 4, words, number);
    if (record) records.push(record);
    else unread.push(number);
  });
  return { records, unread };
}

function socket(protocol: string, family: Family, words: readonly string[], line: number): SocketRecord | undefined {
  const local = endpoint(words[1] ?? '', family);
  const peer = endpoint(words[2] ?? '', family);
  const state = words[3] ?? '';
  const [send, recv] = (words[4] ?? '').split(':').map((w) => Number.parseInt(w, 16));
  if (!local || !peer || !Object.hasOwn(STATES, state)) return undefined;
  const listening = state === '0A';
  return {
    line,
    protocol,
    state: STATES[state] ?? '',
    family,
    v6only: false,
    ...local,
    ...(!listening && peer.port !== 0 && { peerAddress: peer.address, peerPort: peer.port }),
    recvQueue: recv || 0,
    sendQueue: send || 0,
  };
}

/** Words of an address are printed as the machine stores them: little-endian on every architecture that matters here. */
function endpoint(text: string, family: Family): { readonly address: string; readonly port: number } | undefined {
  const match = /^([0-9A-F]+):([0-9A-F]{4})$/i.exec(text);
  const hex = match?.[1] ?? '';
  if (hex.length !== (family === 4 ? 8 : 32)) return undefined;
  const words: number[] = [];
  for (let i = 0; i < hex.length; i += 8) {
    const w = hex.slice(i, i + 8);
    words.push(Number.parseInt(`${w.slice(6, 8)}${w.slice(4, 6)}${w.slice(2, 4)}${w.slice(0, 2)}`, 16));
  }
  return { address: formatWords(words), port: Number.parseInt(match?.[2] ?? '0', 16) };
}
