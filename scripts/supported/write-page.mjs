// docs/supported.md as text: what the netstack evaluates, from its sources, with the cases in which a kernel was asked.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root, trackedFiles } from '../sources.mjs';

const SECTIONS = [
  'hooks',
  'iptables matches',
  'iptables targets',
  'nft expressions',
  'nft statements',
  'nft sets',
  'ipset types',
  'conntrack',
  'route types',
  'route attributes',
  'rule selectors',
  'rule actions',
  'neighbours',
  'devices',
  'bridge ports',
  'IPVS',
  'sockets',
  'ICMP',
  'sysctls',
];
const TRUTH = 'packages/lab/src/truth/results.json';

/** Each case that compares the model of one router with a real one is an entry of these tables. */
const labCases = () =>
  trackedFiles('packages/netstack/src/netfilter/testing/*-cases.ts').flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split(/^ {2}\[/m)
      .slice(1),
  );

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** How rules spell a construct; undefined where no table of cases shows it. */
function inRules({ section, name, spelling }) {
  if (section === 'iptables matches') return new RegExp(`-m ${literally(name)}\\b|-p ${literally(name)} [^;']*--`);
  if (section === 'iptables targets') return new RegExp(`-j ${literally(name)}\\b`);
  if (section === 'ipset types') return new RegExp(`create \\S+ ${literally(name)}[ ;'\`]`);
  if (section !== 'nft expressions' && section !== 'nft statements') return undefined;
  const words = [...spelling.matchAll(/`(?:[A-Z]+ )?([a-z]+(?: (?:count|option|add|helper|timeout))?)(?=[ `])/g)].map(
    (m) => m[1],
  );
  return words.length === 0 ? undefined : new RegExp(`\\b(?:${words.map(literally).join('|')})\\b`);
}

/** Where the truth test counts by other words than the page. */
const COUNTED_AS = new Map([
  ['hooks: nft ip, ip6, inet', /^nft (?!bridge|netdev)/],
  ['hooks: nft bridge', /^nft bridge/],
  ['hooks: nft netdev, ingress and egress', /^nft netdev/],
  ['hooks: raw, mangle, nat, filter, security of iptables', /^iptables /],
  ['nft sets: plain, interval, concatenated, map, verdict map', /^nft .*(?:set|map)$/],
  ['nft statements: verdictStatement', /^nft .*\b(?:accept|drop|return|jump|goto)\b/],
  ['nft statements: mangle', /^nft .* set 0x/],
  ['conntrack: entries that exist already', /^conntrack /],
  ['conntrack: zones', /^iptables ct zone/],
  ['rule actions: lookup TABLE', /^rule table/],
  ['route attributes: nexthop ... weight, nhid group', /^route (?:multipath|nexthop)/],
  ['route attributes: via, via inet6, onlink', /^route (?:via|onlink|nexthop object)/],
  ['route attributes: dev', /^route device/],
  ['neighbours: permanent, noarp', /^neighbour (?:wrong|failed)/],
  ['devices: veth', /^link .*(?:veth|in a pod)/],
  ['devices: vxlan', /^(?:fdb|neighbour missing)/],
  ['bridge ports: hairpin, isolated, learning', /^bridge (?:hairpin|isolated|learning)/],
  ['bridge ports: flood, bcast_flood', /^bridge flood/],
  ['bridge ports: STP state', /^bridge port state/],
  ['bridge ports: FDB', /^bridge fdb/],
  ['sockets: SO_BINDTODEVICE', /^socket bound to device/],
  ['sockets: address, wildcard, IPv6 with and without v6only', /^socket (?:bound$|v6only|closed)/],
]);
const NOUNS = {
  'iptables matches': 'iptables (?:match|-m) ',
  'iptables targets': 'iptables (?:target |-j |nat |policy )?',
  'nft expressions': 'nft (?:.* )?',
  'nft statements': 'nft (?:.* )?',
  'ipset types': 'ipset ',
  'route types': 'route ',
  'route attributes': 'route ',
  'rule selectors': 'rule ',
  'rule actions': 'rule ',
  devices: '(?:link|device) ',
  IPVS: 'ipvs ',
  sysctls: 'sysctl .*?',
};

/** Names that the truth test counts a construct by. */
function inTruth({ section, name }) {
  const special = COUNTED_AS.get(`${section}: ${name}`);
  if (special) return special;
  const words = name.split(', ').map((n) => literally(n.split('/').at(-1).split(' ')[0]));
  const noun = NOUNS[section];
  return noun === undefined ? undefined : new RegExp(`^${noun}(?:${words.join('|')})(?![\\w:,-])`, 'i');
}

const readTruth = () => {
  const file = path.join(root, TRUTH);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).constructs ?? {}) : {};
};

const cell = (text) => text.replace(/\|/g, '\\|');
const answer = (r) =>
  r.evaluated === 'yes'
    ? r.reasons.length === 0
      ? 'yes'
      : `yes; maybe: ${r.reasons.join('; ')}`
    : `maybe: ${r.reasons.join('; ')}`;

function countTruth(row, truth) {
  const pattern = inTruth(row);
  const counts = pattern ? Object.entries(truth).filter(([name]) => pattern.test(name)) : [];
  const sum = (key) => counts.reduce((n, [, c]) => n + c[key], 0);
  return counts.length === 0 ? '' : `${sum('agreed')}/${sum('asked')}`;
}

/** The page, of the rows of `readConstructs()`. */
export function supportedPage(rows) {
  const cases = labCases();
  const truth = readTruth();
  const table = (section) => {
    const own = rows.filter((r) => r.section === section).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    if (own.length === 0) return [];
    const lines = own.map((r) => {
      const pattern = inRules(r);
      const count = pattern ? cases.filter((c) => pattern.test(c)).length : 0;
      const keys = r.keys.length === 0 ? '' : ` (${r.keys.join(', ')})`;
      const link = `[${cell(r.kernel)}](../${r.file})`;
      return `| ${cell(r.spelling + keys)} | ${cell(answer(r))} | ${link} | ${count || ''} | ${countTruth(r, truth)} |`;
    });
    return [
      `## ${section[0].toUpperCase()}${section.slice(1)}`,
      '',
      '| Construct | Evaluated | Kernel | Cases | Truth |',
      '|---|---|---|---|---|',
      ...lines,
      '',
    ];
  };
  const unlisted = [...new Set(rows.map((r) => r.section))].filter((s) => !SECTIONS.includes(s));
  return [
    '# What is evaluated',
    '',
    'Made by `npm run supported` from the doc comments of `packages/netstack`; do not edit. *maybe* means: the walk follows both answers, and says `unknown` only',
    'if they end differently. What is not listed at all answers *maybe*, too. The link leads to the file that mirrors the kernel function. *Cases*: fixed cases whose',
    'rules use the construct and whose fate was compared with that in a real kernel. *Truth*: agreed and asked questions of the [random test](truth.md), where it draws',
    'the construct by name.',
    '',
    ...[...SECTIONS, ...unlisted].flatMap(table),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
