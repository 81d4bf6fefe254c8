import type { Change, Grammar } from '../change.ts';
import { addressOf, anyDevice, anyNetwork, anyNode, anyPod, anyTarget, ip, router, type Scene } from '../scene.ts';

function selector(s: Scene): string {
  const { random } = s;
  switch (random.below(12)) {
    case 0:
      return `from ${anyNetwork(s)}`;
    case 1:
      return `to ${anyNetwork(s)}`;
    case 2:
      return `not from ${anyNetwork(s)}`;
    case 3:
      return `iif ${random.pick([anyDevice(s), 'lo'])}`;
    case 4:
      return `from ${anyNetwork(s)} to ${anyNetwork(s)}`;
    case 5:
      return `fwmark ${random.pick(['0x10/0x10', '0x4000/0x4000', '0x0/0x10'])}`;
    case 6:
      return `ipproto ${random.pick(['tcp', 'udp', s.family === 4 ? 'icmp' : 'ipv6-icmp'])}`;
    case 7:
      return `ipproto tcp dport ${random.pick(['8080', '80', '30080', '8000-9000'])}`;
    case 8:
      return `ipproto tcp sport ${random.pick(['8080', '1024-65535'])}`;
    case 9:
      return `tos ${random.pick(['0x00', '0x10'])}`;
    case 10:
      return `uidrange ${random.pick(['0-0', '1000-2000'])}`;
    default:
      return `not ${random.pick(['iif lo', 'ipproto tcp', 'fwmark 0x4000/0x4000'])}`;
  }
}

/** What table 77 holds. */
function tableRoute(s: Scene): string {
  const { random } = s;
  const cidr = anyNode(s).podCidrs[s.family] ?? '';
  return random.pick([
    'blackhole default',
    'throw default',
    `unreachable ${cidr}`,
    `prohibit ${cidr}`,
    `default via ${router(s)} dev eth0`,
    `${cidr} via ${addressOf(s, anyNode(s))} dev eth0 onlink`,
    `${addressOf(s, anyPod(s))} dev ${anyDevice(s)}`,
  ]);
}

/** Policy rules before the main table, and tables of their own. */
export const policyRules: Grammar = (s) => {
  const { random } = s;
  const target = anyTarget(s, 0.1);
  const pref = 100 + random.below(100);
  const rule = `${ip(s)} rule add pref ${pref} ${selector(s)}`;
  const change = (construct: string, sh: string): Change => ({ construct: `rule ${construct}`, target, sh });
  switch (random.below(7)) {
    case 0:
      return change('blackhole', `${rule} blackhole`);
    case 1:
      return change('unreachable', `${rule} unreachable`);
    case 2:
      return change('prohibit', `${rule} prohibit`);
    case 3:
      return change(
        'suppress_prefixlength',
        `${rule} table main suppress_prefixlength ${random.pick([0, 16, 24])}; ${ip(s)} rule add pref ${pref + 1} ${random.pick(['blackhole', 'unreachable'])}`,
      );
    case 4:
      return change(
        'goto',
        `${ip(s)} rule add pref 300 ${random.pick(['unreachable', 'table main'])}; ${rule} goto ${random.pick(['300', '32766'])}`,
      );
    default:
      return change('table', `${ip(s)} route replace ${tableRoute(s)} table 77; ${rule} table 77`);
  }
};
