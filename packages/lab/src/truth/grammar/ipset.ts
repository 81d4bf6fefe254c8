import type { Grammar } from '../change.ts';
import { addressOf, anyDevice, anyNode, anyPod, anyTarget, fresh, iptables } from '../scene.ts';

/** Sets of every type that the kernel has, in rules. */
export const ipsets: Grammar = (s) => {
  const { random, family } = s;
  const target = anyTarget(s, 0.1);
  const name = fresh(s, 't');
  const pod = () => addressOf(s, anyPod(s));
  const node = () => addressOf(s, anyNode(s));
  const cidr = () => anyNode(s).podCidrs[family] ?? '';
  const cluster = s.plan.clusterCidrs[family] ?? '';
  const ping = family === 4 ? 'icmp:echo-request' : 'icmpv6:echo-request';
  const kinds: readonly (readonly [type: string, members: readonly string[], look: string])[] = [
    ['hash:ip', [pod(), node()], 'src'],
    ['hash:ip', [pod(), node()], 'dst'],
    ['hash:net', [cluster, `${cidr()} nomatch`], random.pick(['src', 'dst'])],
    ['hash:net', [cidr(), pod()], 'src'],
    ['hash:ip,port', [`${pod()},tcp:8080`, `${pod()},udp:53`], 'dst,dst'],
    ['hash:ip,port', [`${pod()},tcp:8080`, `${pod()},${ping}`], 'src,dst'],
    ['hash:net,port', [`${cluster},udp:53`, `${cidr()},${ping}`, `${cidr()},tcp:8080-8090`], 'dst,dst'],
    ['hash:net,port', [`${cluster},tcp:8080`, `${cidr()},tcp:8080 nomatch`], 'dst,dst'],
    ['hash:ip,port,ip', [`${pod()},tcp:8080,${pod()}`, `${pod()},tcp:8080,${node()}`], 'dst,dst,src'],
    ['hash:ip,port,net', [`${pod()},tcp:8080,${cluster}`], 'dst,dst,src'],
    ['hash:net,iface', [`${cluster},${anyDevice(s)}`, `${pod()},eth0`], random.pick(['src,src', 'dst,dst'])],
    ['bitmap:port range 0-65535', ['8080', '53', '30000-30100'], random.pick(['dst', 'src'])],
    ...(family === 4
      ? ([
          ['bitmap:ip range 10.244.0.0-10.244.255.255', [pod(), pod()], 'src'],
          ['bitmap:ip,mac range 10.244.0.0-10.244.255.255', [`${pod()},${anyPod(s).mac}`], 'src,src'],
        ] as const)
      : []),
    ['list:set', [`${name}a`], 'src'],
  ];
  const [type, members, look] = random.pick(kinds);
  const six = family === 6 && type.startsWith('hash') ? ' family inet6' : '';
  const inner =
    type === 'list:set'
      ? `ipset create ${name}a hash:ip${family === 6 ? ' family inet6' : ''}; ipset add ${name}a ${pod()}; `
      : '';
  const adds = members.map((m) => `ipset add ${name} ${m} -exist`).join('; ');
  const hook = random.pick(['INPUT', 'FORWARD', 'OUTPUT']);
  const negate = random.chance(0.2) ? '! ' : '';
  const sh = `${inner}ipset create ${name} ${type}${six}; ${adds}; ${iptables(s)} -I ${hook} -m set ${negate}--match-set ${name} ${look} -j DROP`;
  return { construct: `ipset ${type.split(' ')[0]}`, target, sh };
};
