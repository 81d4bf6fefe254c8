import type { Packet } from '@skoop/model';
import { type Answer, all, any, inverted, maybe } from '../../answer.ts';
import { type Bits, packetBytes, wordAt } from '../../packet-bits.ts';
import { parseNumber } from '../../value-mask.ts';
import type { MatchModule } from '../module.ts';

type Step = { readonly op: '&' | '<<' | '>>' | '@'; readonly by: number };
type Test = {
  readonly at: number;
  readonly steps: readonly Step[];
  readonly ranges: readonly (readonly [from: number, to: number])[];
};

/** `-m u32 [!] --u32 "0>>22&0x3C@4=0x50:0x5A && 6&0xFF=6"`. net/netfilter/xt_u32.c: u32_match_it(). */
export const u32: MatchModule = {
  options: { '--u32': 1 },
  compile(options) {
    const option = options[0];
    const tests = (option?.values[0] ?? '').split('&&').map((t) => parseTest(t.replaceAll(' ', '')));
    if (!option || tests.some((t) => t === undefined)) return undefined;
    return ({ packet }) => inverted(all(tests.map((t) => (t ? ask(t, packet) : 'no'))), option.invert);
  },
};

function parseTest(text: string): Test | undefined {
  const [location = '', values = '', ...more] = text.split('=');
  const m = /^(\w+)((?:(?:&|<<|>>|@)\w+)*)$/.exec(location);
  const at = parseNumber(m?.[1] ?? '');
  if (!m || at === undefined || more.length > 0) return undefined;
  const steps: Step[] = [];
  for (const [, op, number] of (m[2] ?? '').matchAll(/(&|<<|>>|@)(\w+)/g)) {
    const by = parseNumber(number ?? '');
    if (by === undefined) return undefined;
    steps.push({ op: op as Step['op'], by });
  }
  const ranges = values.split(',').map((v): readonly [number, number] | undefined => {
    const [from, to] = v.split(':').map(parseNumber);
    return from === undefined || (v.includes(':') && to === undefined) ? undefined : [from, to ?? from];
  });
  return ranges.every((r) => r !== undefined) ? { at, steps, ranges } : undefined;
}

function ask({ at, steps, ranges }: Test, packet: Packet): Answer {
  const bytes = packetBytes(packet);
  let base = 0;
  let now: Bits | undefined = wordAt(bytes, at);
  for (const { op, by } of steps) {
    if (!now) return 'no';
    if (op === '@') {
      if (now.known !== 0xffffffff) return NOT_KNOWN;
      base += now.value;
      now = wordAt(bytes, base + by);
    } else now = apply(now, op, by);
  }
  if (!now) return 'no';
  const { value, known } = now;
  return any(
    ranges.map(([from, to]): Answer => {
      // All that the unknown bits may be.
      const [low, high] = [(value & known) >>> 0, (value | ~known) >>> 0];
      if (low >= from && high <= to) return 'yes';
      if (high < from || low > to) return 'no';
      return from === to && ((value ^ from) & known) !== 0 ? 'no' : NOT_KNOWN;
    }),
  );
}

const NOT_KNOWN = maybe('the rule looks at bytes of the packet that depend on the moment');

function apply({ value, known }: Bits, op: '&' | '<<' | '>>', by: number): Bits {
  if (op === '&') return { value: (value & by) >>> 0, known: (known | ~by) >>> 0 };
  // What is shifted in is zero.
  if (by > 31) return { value: 0, known: 0xffffffff };
  if (op === '<<') return { value: (value << by) >>> 0, known: ((known << by) | (2 ** by - 1)) >>> 0 };
  return { value: value >>> by, known: ((known >>> by) | ~(0xffffffff >>> by)) >>> 0 };
}
