import { canonicalAddress, IP_PROTOCOL_NUMBERS, parsePrefix, prefixContains, samePort } from '@skoop/model';
import { connectionOut, isHandled } from '../../../ipvs/state.ts';
import { answerOf } from '../../answer.ts';
import { trackedOf } from '../../conntrack/attached.ts';
import type { MatchModule } from '../module.ts';

const METHODS: Readonly<Record<string, string>> = { GATE: 'route', MASQ: 'masq', IPIP: 'tunnel' };

/**
 * `-m ipvs [!] --ipvs`, `--vproto`, `--vaddr`, `--vport`, `--vdir`, `--vmethod`: packets that IPVS has handled, by their connection.
 * net/netfilter/xt_ipvs.c: ipvs_mt().
 */
export const ipvs: MatchModule = {
  options: { '--ipvs': 0, '--vproto': 1, '--vaddr': 1, '--vport': 1, '--vdir': 1, '--vmethod': 1, '--vportctl': 1 },
  compile(options) {
    const asked = options.map((o) => ({ name: o.name, invert: o.invert, value: o.values[0] ?? '' }));
    // Connections that control others exist for FTP alone.
    if (asked.some((o) => o.name === '--vportctl')) return undefined;
    const plain = asked.find((o) => o.name === '--ipvs');
    const details = asked.filter((o) => o.name !== '--ipvs');
    return ({ ns, flow, packet }) => {
      const handled = isHandled(flow, ns.key);
      if (details.length === 0) return answerOf(handled !== (plain?.invert ?? false));
      const c = handled ? connectionOut(flow, ns.key, packet, true) : undefined;
      if (!c) return 'no';
      const holds = (name: string, value: string): boolean => {
        if (name === '--vproto') return protocolNumber(c.protocol) === protocolNumber(value);
        if (name === '--vport') return samePort(c.virtualPort, Number(value));
        if (name === '--vmethod') return METHODS[value.toUpperCase()] === c.method;
        if (name === '--vdir') {
          const reply = trackedOf(flow, ns.key)?.reply;
          return reply !== undefined && reply === (value.toUpperCase() === 'REPLY');
        }
        const prefix = parsePrefix(value) ?? parsePrefix(`${canonicalAddress(value)}/${c.family === 4 ? 32 : 128}`);
        return prefix !== undefined && prefixContains(prefix, c.virtual);
      };
      return answerOf(details.every((o) => holds(o.name, o.value) !== o.invert));
    };
  },
};

const protocolNumber = (text: string): number => IP_PROTOCOL_NUMBERS[text.toLowerCase()] ?? Number(text);
