import { parseNumber, parseValueMask, type ValueMask } from './value-mask.ts';

/** RFC 2474 and 2597: names of DSCP classes. */
const CLASSES: Readonly<Record<string, number>> = {
  be: 0,
  cs0: 0,
  cs1: 8,
  cs2: 16,
  cs3: 24,
  cs4: 32,
  cs5: 40,
  cs6: 48,
  cs7: 56,
  af11: 10,
  af12: 12,
  af13: 14,
  af21: 18,
  af22: 20,
  af23: 22,
  af31: 26,
  af32: 28,
  af33: 30,
  af41: 34,
  af42: 36,
  af43: 38,
  ef: 46,
  va: 44,
  le: 1,
  lephb: 1,
};

/** A DSCP by number or class name. */
export function dscpValue(text: string): number | undefined {
  const name = text.toLowerCase();
  return Object.hasOwn(CLASSES, name) ? CLASSES[name] : parseNumber(text);
}

/** Names of iptables for the old TOS bits, which cover 0x3f. */
const TOS_NAMES: Readonly<Record<string, number>> = {
  'minimize-delay': 0x10,
  'maximize-throughput': 0x08,
  'maximize-reliability': 0x04,
  'minimize-cost': 0x02,
  'normal-service': 0,
};

/** `V`, `V/M` or a name; `mask` is that of a bare value. */
export function tosValue(text: string, mask: number): ValueMask | undefined {
  const name = text.toLowerCase();
  if (Object.hasOwn(TOS_NAMES, name)) return { value: TOS_NAMES[name] ?? 0, mask: 0x3f };
  const parsed = parseValueMask(text);
  return parsed && (text.includes('/') ? parsed : { value: parsed.value, mask });
}
