import type { Change, Grammar } from '../change.ts';
import { anyDevice, anyNode, anyPod, anyTarget } from '../scene.ts';

/** Sysctls that decide a packet's fate: name below net/, values, and whether they are per device. */
const V4: readonly (readonly [name: string, values: readonly number[], perDevice?: boolean])[] = [
  ['ipv4/ip_forward', [0]],
  ['rp_filter', [1, 2], true],
  ['forwarding', [0], true],
  ['route_localnet', [0], true],
  ['arp_ignore', [1, 2, 3, 8], true],
  ['arp_announce', [1, 2], true],
  ['arp_filter', [1], true],
  ['proxy_arp', [1], true],
  ['accept_local', [1], true],
  ['src_valid_mark', [1], true],
  ['ipv4/fwmark_reflect', [1]],
  ['ipv4/icmp_echo_ignore_all', [1]],
  ['ipv4/ip_default_ttl', [1, 2, 64]],
  ['ipv4/ip_no_pmtu_disc', [1]],
  ['ipv4/ip_forward_use_pmtu', [1]],
  ['bridge/bridge-nf-call-iptables', [0]],
  ['netfilter/nf_conntrack_tcp_be_liberal', [1]],
];
const V6: typeof V4 = [
  ['ipv6/conf/all/forwarding', [0]],
  ['disable_ipv6', [1], true],
  ['ipv6/icmp/echo_ignore_all', [1]],
  ['hop_limit', [1, 2], true],
  ['ipv6/bindv6only', [1]],
  ['proxy_ndp', [1], true],
  ['bridge/bridge-nf-call-ip6tables', [0]],
];

export const sysctls: Grammar = (s) => {
  const { random } = s;
  const [name, values, perDevice] = random.pick(s.family === 4 ? V4 : V6);
  const value = random.pick(values);
  const plain = name.split('/').at(-1);
  const of = (target: string, path: string, where = ''): Change => ({
    construct: `sysctl ${plain}${where}`,
    target,
    sysctl: `net/${path} ${value}`,
  });
  if (!perDevice) {
    const target = anyTarget(s, name.startsWith('bridge') || name.includes('forward') ? 0 : 0.2);
    return of(target, name);
  }
  const family = s.family === 4 ? 'ipv4' : 'ipv6';
  if (random.chance(0.15)) return of(anyPod(s).key, `${family}/conf/${random.pick(['eth0', 'all'])}/${name}`);
  return of(anyNode(s).name, `${family}/conf/${random.pick([anyDevice(s), 'all'])}/${name}`);
};
