import type { Packet } from '@skoop/model';
import type { Flow, TcpOptions } from './flow.ts';
import type { Namespace } from './namespace.ts';
import { sysctl } from './sysctl.ts';

/** TCPOPT_*: no operation, window scale, SACK permitted, timestamps. */
const NOP = 1;
const WINDOW = 3;
const SACK_PERMITTED = 4;
const TIMESTAMP = 8;
const OFFERED = [WINDOW, SACK_PERMITTED, TIMESTAMP] as const;

const SWITCHES = { [WINDOW]: 'tcp_window_scaling', [SACK_PERMITTED]: 'tcp_sack', [TIMESTAMP]: 'tcp_timestamps' };

// @supports sysctls | net/ipv4/tcp_timestamps, tcp_sack, tcp_window_scaling | net/ipv4/tcp_output.c: tcp_syn_options()
const speaks = (ns: Namespace | undefined, option: (typeof OFFERED)[number]): boolean =>
  ns === undefined || sysctl(ns, `net/ipv4/${SWITCHES[option]}`, 1) !== 0;

/** tcp_options_write(): SACK permitted fills the place before timestamps, everything else is aligned with NOPs. */
function padded(options: readonly number[]): readonly number[] {
  const alone = options.includes(SACK_PERMITTED) !== options.includes(TIMESTAMP);
  return alone || options.includes(WINDOW) ? [NOP, ...options] : options;
}

/** tcp_syn_options(): what a client of Linux offers; a host outside is taken to be one with the settings of the start. */
export const synOptions = (ns: Namespace | undefined): TcpOptions => ({
  syn: padded(OFFERED.filter((o) => speaks(ns, o))),
  synAck: [],
  rest: [],
});

/** tcp_synack_options(): of what was offered, that which the server speaks too. */
export function synAckOptions(ns: Namespace | undefined, { tcpOptions }: Flow): { readonly tcpOptions?: TcpOptions } {
  if (!tcpOptions) return {};
  const both = OFFERED.filter((o) => tcpOptions.syn.includes(o) && speaks(ns, o));
  return { tcpOptions: { ...tcpOptions, synAck: padded(both) } };
}

/** tcp_established_options(): timestamps, where the SYN-ACK took them up. */
export function agreedOptions({ tcpOptions }: Flow): { readonly tcpOptions?: TcpOptions } {
  if (!tcpOptions) return {};
  const rest = tcpOptions.synAck.includes(TIMESTAMP) ? [NOP, TIMESTAMP] : [];
  return { tcpOptions: { ...tcpOptions, rest } };
}

const stageOf = ({ tcpFlags = [] }: Packet): keyof TcpOptions =>
  !tcpFlags.includes('SYN') ? 'rest' : tcpFlags.includes('ACK') ? 'synAck' : 'syn';

/** Options of a segment beside MSS; undefined: not known. */
export const optionsOf = (packet: Packet, { tcpOptions }: Flow): readonly number[] | undefined =>
  packet.tcpFlags?.includes('RST') ? [] : tcpOptions?.[stageOf(packet)];

/** The flow after a rule overwrote options of the packet in flight with NOPs. */
export function stripOptions(flow: Flow, packet: Packet, stripped: ReadonlySet<number>): Flow {
  const { tcpOptions } = flow;
  const stage = stageOf(packet);
  if (!tcpOptions?.[stage].some((o) => stripped.has(o))) return flow;
  const left = tcpOptions[stage].filter((o) => !stripped.has(o));
  return { ...flow, tcpOptions: { ...tcpOptions, [stage]: left.includes(NOP) ? left : [NOP, ...left] } };
}
