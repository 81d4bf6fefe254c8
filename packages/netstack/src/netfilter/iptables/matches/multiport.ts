import type { Port } from '@skoop/model';
import { any, inverted } from '../../answer.ts';
import { portWithin } from '../../port-test.ts';
import type { MatchModule } from '../module.ts';
import { parsePorts } from './ports.ts';

const NAMES = ['--sports', '--source-ports', '--dports', '--destination-ports', '--ports'] as const;

/** `-m multiport [!] --dports 80,443,1000:2000`. net/netfilter/xt_multiport.c: multiport_mt(). */
export const multiport: MatchModule = {
  options: Object.fromEntries(NAMES.map((n) => [n, 1])),
  compile(options) {
    const option = options[0];
    const ranges = (option?.values[0] ?? '').split(',').map(parsePorts);
    if (!option || options.length !== 1 || ranges.some((r) => r === undefined)) return undefined;
    const wants = (port: Port | undefined) =>
      any(ranges.map((r) => (r ? portWithin(port, r.from, r.to) : ('no' as const))));
    return ({ packet }) => {
      // No ports to look at: the kernel finds no header and does not match, `!` or not.
      if (packet.sourcePort === undefined && packet.destinationPort === undefined) return 'no';
      const source = option.name === '--ports' || option.name.startsWith('--s') ? wants(packet.sourcePort) : 'no';
      const destination = option.name.startsWith('--s') ? 'no' : wants(packet.destinationPort);
      return inverted(any([source, destination]), option.invert);
    };
  },
};
