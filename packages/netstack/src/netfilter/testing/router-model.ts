import type { Family, IptablesBackend, NamespaceDump, NftDump } from '@skoop/model';
import { converseWith } from '../../conversation/converse-with.ts';
import type { Conversation, Result } from '../../conversation/question.ts';
import { sketchWorld } from '../../testing/world.ts';
import type { World } from '../../world.ts';
import { runHook } from '../run-hook.ts';
import type { LabAnswer, LabQuestion, RouterLab } from './router-question.ts';
import { conntrackRecords, ipsetRecords, iptablesDump } from './save-text.ts';

/** The rules that the router's tools print now, as the records of a dump. */
export function readRules(lab: RouterLab): Partial<NamespaceDump> {
  const save = (command: string, family: Family, backend: IptablesBackend) =>
    iptablesDump(lab.sh(`${command} 2>/dev/null || true`), family, backend);
  const json = JSON.parse(lab.sh('nft -j list ruleset 2>/dev/null')) as { nftables: NftDump['items'] };
  return {
    iptables: [
      save('iptables-legacy-save', 4, 'legacy'),
      save('ip6tables-legacy-save', 6, 'legacy'),
      save('iptables-nft-save', 4, 'nft'),
      save('ip6tables-nft-save', 6, 'nft'),
    ].filter((d) => d.tables.length > 0),
    nft: { items: json.nftables, ...chainLines(lab.sh('nft list ruleset 2>/dev/null')) },
    ipsets: ipsetRecords(lab.sh('ipset save')),
    conntrack: conntrackRecords(
      lab.sh('conntrack -L -o extended 2>/dev/null; conntrack -L -f ipv6 -o extended 2>/dev/null || true'),
    ),
  };
}

/** Where each chain begins in the text of nft, which alone names the devices of netdev chains. */
function chainLines(text: string): Pick<NftDump, 'lines' | 'texts'> {
  const rows = text.split('\n').map((row) => row.trim());
  const lines = new Map<string, number>();
  let table = '';
  rows.forEach((row, i) => {
    const head = /^(table|chain) (.*) \{$/.exec(row);
    if (head?.[1] === 'table') table = head[2] ?? '';
    else if (head) lines.set(`${table} ${head[2]}`, i + 1);
  });
  return { lines, texts: new Map(rows.map((row, i) => [i + 1, row])) };
}

const SERVER_PORTS = [80, 81, 443, 8080, 8081];
const servers = (local: string): string[] =>
  SERVER_PORTS.flatMap((p) => [`tcp *:${p}`, `udp 0.0.0.0:${p}`, `udp [::]:${p}`].map((t) => t.replace('*', local)));

/** The world of router-topology.sh, with the router's rules. */
function routerWorld(rules: Partial<NamespaceDump>): World & { readonly key: (n: string) => string } {
  const world = sketchWorld(
    {
      c: {
        links: ['lo', 'eth0 kind=veth mac=02:00:00:00:00:02'],
        addresses: ['lo 127.0.0.1/8', 'lo ::1/128', 'eth0 10.1.0.2/24', 'eth0 fd01::2/64'],
        routes: ['default via 10.1.0.1 dev eth0', 'default via fd01::1 dev eth0'],
      },
      r: {
        links: ['lo', 'c0 kind=veth group=23 mac=02:00:00:00:01:01', 's0 kind=veth mac=02:00:00:00:01:02'],
        addresses: [
          'lo 127.0.0.1/8',
          'lo ::1/128',
          'c0 10.1.0.1/24',
          's0 10.2.0.1/24',
          // Added by cases of SNAT; nobody else asks for them.
          ...[20, 21, 22, 23].map((i) => `s0 10.2.0.${i}/24`),
          'c0 fd01::1/64',
          's0 fd02::1/64',
          // A router asks for neighbours from these.
          'c0 fe80::ff:fe00:101/64',
          's0 fe80::ff:fe00:102/64',
        ],
        routes: ['10.96.0.0/16 via 10.2.0.2 dev s0'],
        sysctls: {
          'net/ipv4/ip_forward': 1,
          'net/ipv6/conf/all/forwarding': 1,
          'net/ipv6/conf/c0/forwarding': 1,
          'net/ipv6/conf/s0/forwarding': 1,
        },
      },
      s: {
        links: ['lo', 'eth0 kind=veth mac=02:00:00:00:00:03'],
        addresses: [
          'lo 127.0.0.1/8',
          'lo ::1/128',
          ...[2, 3, 4, 5].map((i) => `eth0 10.2.0.${i}/24`),
          // The kernel lists, and prefers, the youngest IPv6 address first.
          ...[5, 4, 3, 2].map((i) => `eth0 fd02::${i}/64`),
        ],
        routes: ['default via 10.2.0.1 dev eth0', 'default via fd02::1 dev eth0'],
        sockets: servers('*'),
      },
    },
    [
      ['c:eth0', 'r:c0'],
      ['s:eth0', 'r:s0'],
    ],
  );
  const key = world.key('r');
  const plain = world.namespace(key);
  const router = plain && { ...plain, dump: { ...plain.dump, ...rules } };
  return { ...world, namespace: (k) => (k === key ? router : world.namespace(k)) };
}

/** What Skoop says to the same question about the same rules. */
export function predict(rules: Partial<NamespaceDump>, q: LabQuestion, from: 'c' | 'r' = 'c'): Conversation {
  const world = routerWorld(rules);
  return converseWith(runHook, world, {
    from: world.key(from),
    destination: q.address,
    ...(q.port === undefined ? {} : { port: q.port }),
    protocol: q.protocol,
    // What the lab's client sends: see router-peer.mjs.
    ...(q.protocol === 'udp' ? { size: 60 } : {}),
    ...(q.sourcePort === undefined ? {} : { sourcePort: q.sourcePort }),
    uid: 0,
    gid: 0,
  });
}

const SYMPTOMS: Readonly<Record<string, string>> = {
  ETIMEDOUT: 'timeout',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EHOSTUNREACH: 'host-unreachable',
  ENETUNREACH: 'network-unreachable',
  EPERM: 'not-permitted',
  EACCES: 'not-permitted',
  EINVAL: 'invalid-argument',
  ENOPROTOOPT: 'protocol-unreachable',
};

/** One word for what a client met, the same for kernel and model: `10.2.0.2 80 from 10.1.0.1`, or a symptom. */
export function labWord({ answer, errno }: LabAnswer, q: LabQuestion): string {
  if (answer === undefined) return SYMPTOMS[errno ?? ''] ?? errno ?? '';
  if (q.protocol === 'icmp') return 'answered';
  const [own = '', port, client] = answer.split(' ');
  return `${q.protocol === 'udp' ? '-' : own} ${port} from ${client}`;
}
export function modelWord(r: Result, q: LabQuestion): string {
  if (r.kind === 'connected' && q.protocol === 'icmp') return 'answered';
  if (r.kind === 'connected')
    return `${q.protocol === 'udp' ? '-' : r.server.address} ${r.server.port} from ${r.server.source}`;
  return r.kind === 'failed' ? r.symptom : r.kind;
}

/** The lab's client does not ask for IP_RECVERR: its UDP socket hears of hard errors alone. */
export const agrees = (kernel: string, model: string, q: LabQuestion): boolean =>
  kernel === model || (q.protocol !== 'tcp' && model.endsWith('-unreachable') && kernel === 'timeout');

/** Takes all rules of the router away, and what cases changed beside rules. */
export const CLEAN = `
for i in iptables ip6tables; do
  for t in filter nat mangle raw security; do
    $i-legacy -t $t -F 2>/dev/null; $i-legacy -t $t -X 2>/dev/null
    for c in PREROUTING INPUT FORWARD OUTPUT POSTROUTING; do $i-legacy -t $t -P $c ACCEPT 2>/dev/null || true; done
  done
done
nft flush ruleset
ipset flush
ipset destroy
conntrack -F 2>/dev/null || true
for i in 20 21 22 23; do ip addr del 10.2.0.$i/24 dev s0 2>/dev/null || true; done
`;

/** Asks kernel and model; where the model leaves several futures open, the kernel's word must be one of them. */
export async function askBoth(
  lab: RouterLab,
  questions: readonly LabQuestion[],
  from: 'c' | 'r' = 'c',
): Promise<{ readonly kernel: readonly string[]; readonly model: readonly string[] }> {
  const kernel: string[] = [];
  const model: string[] = [];
  for (const q of questions) {
    const records = readRules(lab);
    const said = [...new Set(predict(records, q, from).branches.map((b) => modelWord(b.result, q)))];
    let word = labWord(await lab.ask(q, from), q);
    if (word === 'timeout' && said.some((s) => s.endsWith('-unreachable'))) {
      // ip_error() sends one ICMP error a second and peer; a verdict's client is alone, so it is asked again as one who is.
      await lab.rest();
      word = labWord(await lab.ask(q, from), q);
    }
    kernel.push(word);
    model.push(said.some((s) => agrees(word, s, q)) ? word : said.join(' or '));
  }
  return { kernel, model };
}

/** Sets rules on a router without any, then asks. */
export function askAfter(
  lab: RouterLab,
  rules: string,
  questions: readonly LabQuestion[],
  from: 'c' | 'r' = 'c',
): ReturnType<typeof askBoth> {
  lab.sh(CLEAN);
  lab.sh(rules);
  return askBoth(lab, questions, from);
}
