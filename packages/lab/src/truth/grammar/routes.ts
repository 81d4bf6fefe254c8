import type { Grammar } from '../change.ts';
import {
  addressOf,
  anyDevice,
  anyNode,
  anyPod,
  anyTarget,
  hostBits,
  ip,
  outside,
  router,
  type Scene,
} from '../scene.ts';

const TYPES = ['blackhole', 'unreachable', 'prohibit', 'throw'] as const;

/** A prefix that flows go to. */
function destination(s: Scene): string {
  const kind = s.random.below(10);
  if (kind < 4) return anyNode(s).podCidrs[s.family] ?? '';
  if (kind < 7) return `${addressOf(s, anyPod(s))}/${hostBits(s)}`;
  if (kind < 8) return `${addressOf(s, anyNode(s))}/${hostBits(s)}`;
  return kind < 9 ? `${outside(s)}/${hostBits(s)}` : 'default';
}

const peers = (s: Scene, target: string): readonly string[] =>
  s.plan.nodes.filter((n) => n.name !== target).map((n) => addressOf(s, n));

/** Routes of the main table, of nodes and now and then of pods. */
export const routes: Grammar = (s) => {
  const { random } = s;
  const target = anyTarget(s);
  const pod = target.includes('/');
  const to = destination(s);
  const change = (construct: string, sh: string, sticky = false) => ({
    construct: `route ${construct}${pod ? ' in a pod' : ''}`,
    target,
    sh,
    ...(sticky ? { sticky } : {}),
  });
  const kind = random.below(14);
  if (kind < 3 || pod) {
    const type = random.pick(TYPES);
    return change(type, `${ip(s)} route replace ${type} ${to}`);
  }
  const vias = [...peers(s, target), router(s)];
  const via = random.pick(vias);
  switch (kind) {
    case 3:
      return change('delete', `${ip(s)} route del ${to}`);
    case 4:
      return change('via', `${ip(s)} route replace ${to} via ${via} dev eth0`);
    case 5:
      return change('metric', `${ip(s)} route add blackhole ${to} metric ${random.pick([50, 100, 2000])}`);
    case 6:
      return change(
        'mtu',
        `${ip(s)} route replace ${to} via ${via} dev eth0 mtu ${random.pick(['', 'lock '])}${random.pick([1280, 1400, 1500])}`,
      );
    case 7:
      return change('local', `${ip(s)} route add local ${to} dev ${random.pick(['lo', 'eth0', 'cni0'])}`);
    case 8:
      return s.family === 4
        ? change('broadcast', `ip route add broadcast ${to} dev ${random.pick(['eth0', 'cni0'])}`)
        : undefined;
    case 9: {
      const hops = vias.map((v) => `nexthop via ${v} dev eth0 weight ${1 + random.below(3)}`).join(' ');
      return change('multipath', `${ip(s)} route replace ${to} ${hops}`, true);
    }
    case 10: {
      const id = 100 + random.below(100);
      return change(
        'nexthop object',
        `ip nexthop add id ${id} via ${via} dev eth0; ${ip(s)} route replace ${to} nhid ${id}`,
      );
    }
    case 11: {
      const ids = vias.map((v, i) => ({ v, id: 100 + i }));
      const make = ids.map(({ v, id }) => `ip nexthop add id ${id} via ${v} dev eth0`).join('; ');
      const group = ids.map(({ id }) => `${id},${1 + random.below(3)}`).join('/');
      return change(
        'nexthop group',
        `${make}; ip nexthop add id 99 group ${group}; ${ip(s)} route replace ${to} nhid 99`,
        true,
      );
    }
    case 12:
      return change('device', `${ip(s)} route replace ${to} dev ${anyDevice(s)}`);
    default:
      return change(
        'onlink',
        `${ip(s)} route replace ${to} via ${random.pick([via, addressOf(s, anyPod(s))])} dev ${anyDevice(s)} onlink`,
      );
  }
};
