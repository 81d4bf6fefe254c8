import { type Port, portHigh, portLow } from '@skoop/model';
import { type Answer, picked } from './answer.ts';

/** Is a port within a closed range? A port that a kernel picks may lie in it, outside, or on both sides of an edge. */
export function portWithin(port: Port | undefined, from: number, to: number): Answer {
  if (port === undefined) return 'no';
  const [low, high] = [portLow(port), portHigh(port)];
  if (low >= from && high <= to) return 'yes';
  if (high < from || low > to) return 'no';
  const share = (Math.min(high, to) - Math.max(low, from) + 1) / (high - low + 1);
  return picked(
    `the port is one of ${low}-${high}, which a kernel picks, and the rule asks for ${portText(from, to)}`,
    share,
  );
}

const portText = (from: number, to: number): string => (from === to ? String(from) : `${from}-${to}`);
