import type { TcpFlag } from '@skoop/model';

const BITS: Readonly<Record<TcpFlag, number>> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ECE: 64, CWR: 128 };

/** The flags byte of a TCP header. */
export const TCP_FLAGS = (flags: readonly TcpFlag[]): number => flags.reduce((bits, f) => bits | BITS[f], 0);
