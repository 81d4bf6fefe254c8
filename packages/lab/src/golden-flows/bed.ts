import { Helper, type HelperReply } from '../helper.ts';
import { podCgroupOf, uidOf } from '../identity.ts';
import { EVERY_DEVICE, EVERYWHERE, ON_NODES, ON_SWITCH, sysctlLines } from '../kernel-settings.ts';
import { CLIENT, CLIENT_BLOCKED, CLIENT6, NODE, NODE_IP, NODE_IP_ALT, NODE_IP6, NODE_IP6_ALT } from './golden-flow.ts';
import { POD_ADDRESSES, podKey } from './pods.ts';

const SWITCH = 'underlay';
/** Hosts outside the cluster, by address; the gateway drops what it is to forward. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  gateway: ['192.168.0.1/24', '2001:db8::2/64'],
  client: [`${CLIENT}/32`, `${CLIENT6}/128`],
  blocked: [`${CLIENT_BLOCKED}/32`],
};

/**
 * The node of kube-proxy's own tests as namespaces of this kernel: its addresses, every address that those tests have for a pod as
 * a pod on it (behind a `cali...` device, by proxy ARP), and the clients outside. All of it ends with the helper.
 */
export class Bed {
  readonly #helper: Helper;

  private constructor(helper: Helper) {
    this.#helper = helper;
  }

  static async up(): Promise<Bed> {
    const bed = new Bed(new Helper());
    try {
      await bed.#make();
      return bed;
    } catch (error) {
      await bed.down();
      throw error;
    }
  }

  down(): Promise<void> {
    return this.#helper.close();
  }

  run(target: string, argv: readonly string[], input: string | Buffer = ''): Promise<HelperReply> {
    return this.#helper.request(['exec', target, 'all', ...argv], input);
  }

  async must(target: string, argv: readonly string[], input: string | Buffer = ''): Promise<string> {
    const reply = await this.run(target, argv, input);
    if (reply.status !== 0) throw new Error(`${argv.join(' ')} in ${target}: ${reply.stderr.trim()}`);
    return reply.stdout.toString();
  }

  async probeLines(payload: string): Promise<string> {
    const reply = await this.#helper.request(['probe'], payload);
    if (reply.status !== 0) throw new Error(`probe: ${reply.stderr}`);
    return reply.stdout.toString();
  }

  async #make(): Promise<void> {
    const pids = new Map<string, number>();
    const asked = async (name: string, words: readonly string[]) => {
      const reply = await this.#helper.request(words);
      if (reply.status !== 0) throw new Error(`namespace ${name}: ${reply.stderr.trim()}`);
      pids.set(name, reply.pid ?? 0);
    };
    await Promise.all([SWITCH, NODE, ...Object.keys(OUTSIDE)].map((n) => asked(n, ['node', n, n, n])));
    await Promise.all(
      POD_ADDRESSES.map(([first]) => {
        const key = podKey(first);
        const uid = uidOf('Pod', 'default', key);
        return asked(key, ['pod', key, NODE, uid, podCgroupOf(uid), key]);
      }),
    );
    await this.#wire(pids);
  }

  async #wire(pids: ReadonlyMap<string, number>): Promise<void> {
    const sysctl = (target: string, lines: string) => this.#helper.request(['sysctl', target], lines);
    const onNode = { ...ON_NODES, 'net/ipv4/conf/all/proxy_arp': 1, 'net/ipv4/conf/default/proxy_arp': 1 };
    await Promise.all([
      sysctl(SWITCH, sysctlLines(EVERYWHERE, ON_SWITCH)),
      sysctl(NODE, sysctlLines(EVERYWHERE, onNode)),
      ...[...pids.keys()].filter((n) => n !== SWITCH && n !== NODE).map((n) => sysctl(n, sysctlLines(EVERYWHERE))),
    ]);
    const batch = (target: string, lines: readonly string[], net = 'all') =>
      this.#helper.request(['exec', target, net, 'ip', '-batch', '-'], `${lines.join('\n')}\n`).then((r) => {
        if (r.status !== 0) throw new Error(`ip in ${target}: ${r.stderr}`);
      });
    const ends = [NODE, ...Object.keys(OUTSIDE)];
    await batch(
      SWITCH,
      [
        'link add br0 type bridge',
        'link set br0 up',
        ...ends.flatMap((n, i) => [
          `link add p${i} type veth peer name eth0 address 02:00:00:00:00:0${i + 1} netns ${pids.get(n)}`,
          `link set p${i} master br0`,
          `link set p${i} up`,
        ]),
      ],
      'net',
    );
    await batch(NODE, nodeCommands(pids), 'net');
    await Promise.all([
      ...Object.entries(OUTSIDE).map(([n, addresses]) => batch(n, outsideCommands(n, addresses))),
      ...POD_ADDRESSES.map((addresses) => batch(podKey(addresses[0]), podCommands(addresses))),
    ]);
    await Promise.all([...pids.keys()].map((n) => sysctl(n, sysctlLines(EVERY_DEVICE))));
    const sockets = ['tcp/80/::', 'tcp/8443/::', 'tcp/5353/::', 'tcp/53/::', 'udp/53/::'];
    await Promise.all([
      ...POD_ADDRESSES.map(([first]) => this.#helper.request(['serve', podKey(first), podKey(first), ...sockets])),
      this.#helper.request(['serve', NODE, NODE, 'tcp/30000/::']),
    ]);
  }
}

const six = (address: string): boolean => address.includes(':');
const hostEnd = (i: number): string => `cali${i}`;

function nodeCommands(pids: ReadonlyMap<string, number>): string[] {
  const own = [NODE_IP, NODE_IP_ALT, '192.168.99.11'].map((a) => `addr add ${a}/24 brd + dev eth0`);
  const own6 = [NODE_IP6, NODE_IP6_ALT].map((a) => `addr add ${a}/64 dev eth0 nodad`);
  return [
    'link set lo up',
    'link set eth0 up',
    ...own,
    ...own6.reverse(),
    'route add default via 192.168.0.1 dev eth0',
    'route add default via 2001:db8::2 dev eth0',
    'route add 203.0.113.0/24 dev eth0',
    'route add 2600:5200::/64 dev eth0',
    ...POD_ADDRESSES.flatMap((addresses, i) => [
      `link add ${hostEnd(i)} type veth peer name eth0 netns ${pids.get(podKey(addresses[0]))}`,
      `link set ${hostEnd(i)} up`,
      `addr add fe80::ee/64 dev ${hostEnd(i)} nodad`,
      ...addresses.map((a) => `route add ${a}/${six(a) ? 128 : 32} dev ${hostEnd(i)}`),
    ]),
  ];
}

const podCommands = (addresses: readonly string[]): string[] => [
  'link set lo up',
  'link set eth0 up',
  ...addresses.map((a) => `addr add ${a}/${six(a) ? '128 nodad' : '32'} dev eth0`),
  'route add 169.254.1.1 dev eth0 scope link',
  'route add default via 169.254.1.1 dev eth0',
  ...(addresses.some(six) ? ['route add default via fe80::ee dev eth0'] : []),
];

const outsideCommands = (name: string, addresses: readonly string[]): string[] => [
  'link set lo up',
  'link set eth0 up',
  ...addresses.map((a) => `addr add ${a}${six(a) ? ' nodad' : ''} dev eth0`),
  ...(name === 'gateway'
    ? []
    : [
        `route add ${NODE_IP} dev eth0`,
        `route add default via ${NODE_IP} dev eth0`,
        ...(addresses.some(six)
          ? [`route add ${NODE_IP6} dev eth0`, `route add default via ${NODE_IP6} dev eth0`]
          : []),
      ]),
];
