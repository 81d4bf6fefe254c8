import { type Match, maybe } from '../../answer.ts';
import type { MatchModule, Option } from '../module.ts';

const whole = (o: Option): boolean => /^0(x0+)?:(4294967295|0xffffffff)$/i.test(o.values[0] ?? '');
const spiMatch = (protocol: string, spi: string, more: Readonly<Record<string, number>> = {}): MatchModule => ({
  options: { [spi]: 1, ...more },
  compile(options): Match {
    const any = options.every((o) => o.name === spi && whole(o) && !o.invert);
    return ({ packet }) =>
      packet.protocol !== protocol ? 'no' : any ? 'yes' : maybe(`the SPI of ${protocol} packets is not known`);
  },
});

/** `-m esp --espspi N[:M]`. net/netfilter/xt_esp.c: esp_mt(). */
export const esp: MatchModule = spiMatch('esp', '--espspi');
/** `-m ah --ahspi N[:M]`. net/ipv4/netfilter/ipt_ah.c: ah_mt(), ip6t_ah.c. */
export const ah: MatchModule = spiMatch('ah', '--ahspi', { '--ahlen': 1, '--ahres': 0 });
