import { addressWords, IP_PROTOCOL_NUMBERS, type Words } from '@skoop/model';
import { type Answer, all, answerOf, type Match, maybe } from '../answer.ts';
import type { HookInput } from '../hook.ts';
import type { Option } from './module.ts';

/** Names that iptables knows besides those of the model. `xtables_chain_protos`. */
const ALIASES: Readonly<Record<string, string>> = {
  'ipv6-icmp': 'icmpv6',
  icmp6: 'icmpv6',
  ipencap: 'ipip',
  ipip: 'ipip',
  'ipv6-mh': 'mh',
  ipv4: 'ipip',
};
const NUMBER_NAMES = new Map(Object.entries(IP_PROTOCOL_NUMBERS).map(([name, n]) => [String(n), name]));

/** Canonical name of a protocol given by name or number; `all` for 0. */
export function protocolName(text: string): string {
  const lower = text.toLowerCase();
  if (lower === 'all' || lower === '0') return 'all';
  return ALIASES[lower] ?? NUMBER_NAMES.get(lower) ?? lower;
}

/** `10.0.0.0/8`, `10.0.0.1/255.0.255.0`, `fd00::1`: address words and mask words. undefined if it is neither. */
export function addressMask(text: string): AddressMask | undefined {
  const [address = '', tail] = text.split('/');
  const words = addressWords(address);
  if (!words) return undefined;
  const bits = words.length * 32;
  if (tail !== undefined && !/^\d+$/.test(tail)) {
    const mask = addressWords(tail);
    return mask && mask.length === words.length ? { words: and(words, mask), mask } : undefined;
  }
  const length = tail === undefined ? bits : Number(tail);
  if (length > bits) return undefined;
  const mask = words.map((_, i) => {
    const keep = Math.min(32, Math.max(0, length - i * 32));
    return keep === 0 ? 0 : (0xffffffff << (32 - keep)) >>> 0;
  });
  return { words: and(words, mask), mask };
}

const and = (a: Words, b: Words): Words => a.map((w, i) => (w & (b[i] ?? 0)) >>> 0);

export type AddressMask = { readonly words: Words; readonly mask: Words };

/** Is an address within one with a mask? */
export const addressTest =
  ({ words, mask }: AddressMask): ((address: string) => boolean) =>
  (address) => {
    const have = addressWords(address);
    return (
      have !== undefined &&
      have.length === words.length &&
      have.every((w, i) => (w & (mask[i] ?? 0)) >>> 0 === words[i])
    );
  };

/** Interface name with an optional trailing `+`. ifname_compare_aligned(). No device is the empty name. */
export function interfaceTest(pattern: string): (device: string | undefined) => boolean {
  if (pattern.endsWith('+')) {
    const prefix = pattern.slice(0, -1);
    return (device) => (device ?? '').startsWith(prefix);
  }
  return (device) => (device ?? '') === pattern;
}

/** The part of a rule that every packet is compared with first: ip_packet_match(), ip6_packet_match(). */
export function compileHeader(options: readonly Option[]): Match {
  const tests = options.map(compileOption);
  return (skb) => {
    const answers: Answer[] = [];
    for (const test of tests) {
      const answer = test(skb);
      if (answer === 'no') return answer;
      if (answer !== 'yes') answers.push(answer);
    }
    return answers.length === 0 ? 'yes' : all(answers);
  };
}

function compileOption({ name, invert, values }: Option): Match {
  const value = values[0] ?? '';
  const test =
    (of: (skb: HookInput) => boolean): Match =>
    (skb) =>
      answerOf(of(skb) !== invert);
  switch (name) {
    case '-s': {
      const wanted = addressMask(value);
      if (!wanted) return unknownOption(name, value);
      const matches = addressTest(wanted);
      return test((skb) => matches(skb.packet.source));
    }
    case '-d': {
      const wanted = addressMask(value);
      if (!wanted) return unknownOption(name, value);
      const matches = addressTest(wanted);
      return test((skb) => matches(skb.packet.destination));
    }
    case '-i': {
      const matches = interfaceTest(value);
      return test((skb) => matches(skb.inDevice));
    }
    case '-o': {
      const matches = interfaceTest(value);
      return test((skb) => matches(skb.outDevice));
    }
    case '-p': {
      const protocol = protocolName(value);
      return protocol === 'all' ? () => 'yes' : test((skb) => skb.packet.protocol === protocol);
    }
    case '-f':
      // Rules see whole packets: conntrack puts fragments together first where it is on.
      return (): Answer => answerOf(invert);
    case '-4':
    case '-6':
    case '-c':
      return () => 'yes';
    default:
      return unknownOption(name, value);
  }
}

const unknownOption =
  (name: string, value: string): Match =>
  () =>
    maybe(`the rule's \`${[name, value].filter(Boolean).join(' ')}\` is not understood`);
