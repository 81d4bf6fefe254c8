import type { Gap, IptablesDump, NamespaceDump, RawSection } from '@skoop/model';
import type { FramedNamespace } from './frame.ts';
import type { Parsed } from './line.ts';
import { endlessGap, missingGap, sectionGap, unreadGap } from './namespace-gaps.ts';
import { parseAddresses } from './section/address.ts';
import { parseConntrack } from './section/conntrack.ts';
import { parseFdb } from './section/fdb.ts';
import { parseIpsets } from './section/ipset.ts';
import { parseIptables } from './section/iptables.ts';
import { parseIpvs } from './section/ipvs.ts';
import { withIpvsDetails } from './section/ipvs-details.ts';
import { parseLinks } from './section/link.ts';
import { parseNeighbours } from './section/neighbour.ts';
import { parseNft } from './section/nft.ts';
import type { NetnsIds } from './section/nsid.ts';
import { parseProcSockets } from './section/proc-socket.ts';
import { parseRoutes } from './section/route.ts';
import { parseRules } from './section/rule.ts';
import { parseSockets } from './section/socket.ts';
import { parseSysctls } from './section/sysctl.ts';
import { parseTc } from './section/tc.ts';
import { parseBridgeVlans } from './section/vlan.ts';
import { parseWireguard } from './section/wireguard.ts';

export type Section = RawSection & { readonly error: string };

/** One namespace of a dump: every section by its parser, and a gap for each thing that is not known. */
export function parseNamespace(
  node: string,
  framed: FramedNamespace,
  sections: readonly Section[],
  ids: NetnsIds,
): NamespaceDump {
  const id = framed.id === 'host' ? 'host' : framed.id;
  const inode = framed.attributes.get('inode') ?? '';
  const at = { node, netns: id };
  const gaps: Gap[] = [];
  const byName = new Map(sections.map((s) => [s.name, s]));
  const text = (name: string): string => byName.get(name)?.text ?? '';
  const wholeText = (name: string): string | undefined => {
    const section = byName.get(name);
    return section?.status === 0 && !section.truncated ? section.text : undefined;
  };
  const sysctls = parseSysctls(text('sysctl'));
  const hasIpv6 = !byName.has('sysctl') || sysctls.has('net/ipv6/conf/all/disable_ipv6');

  const missing = missingGap(new Set(byName.keys()), framed.cut, at);
  if (missing) gaps.push(missing);
  for (const section of sections) {
    // A kernel without IPv6 refuses to list what it does not have.
    if (!hasIpv6 && /^ip-6-|^ip6tables/.test(section.name)) continue;
    const gap = sectionGap(section, section.error, at);
    if (gap) gaps.push(gap);
  }
  const read = <T>(name: string, parse: (text: string) => Parsed<T>): readonly T[] => {
    const section = byName.get(name);
    if (!section) return [];
    const { records, unread } = parse(section.text);
    if (unread.length > 0 && section.status === 0) gaps.push(unreadGap(section, unread, at));
    return records;
  };
  const both = <T>(six: readonly T[], four: readonly T[]): readonly T[] =>
    six.length === 0 ? four : [...four, ...six];
  const sockets = byName.get('ss');
  const procSockets = sockets !== undefined && !sockets.command.startsWith('ss ');
  if (procSockets && sockets.status === 0)
    gaps.push({
      id: 'sockets-from-proc',
      ...at,
      message: `The sockets of ${node} were read from /proc/net, which does not tell IPv6-only ones and bound devices.`,
      action: 'Install iproute2 on the node, or run `ss -ta` on it once, and collect again.',
    });

  return {
    id,
    podUid: framed.attributes.get('pod') ?? '',
    inode,
    nsid: ids.byInode.get(inode) ?? ids.byFrameName.get(framed.attributes.get('name') ?? ''),
    links: read('ip-link', (t) => parseLinks(t, id === 'host' ? ids.byName : undefined)),
    addresses: read('ip-addr', parseAddresses),
    routes: both(
      read('ip-6-route', (t) => parseRoutes(t, 6)),
      read('ip-route', (t) => parseRoutes(t, 4)),
    ),
    rules: both(
      read('ip-6-rule', (t) => parseRules(t, 6)),
      read('ip-rule', (t) => parseRules(t, 4)),
    ),
    neighbours: both(read('ip-6-neigh', parseNeighbours), read('ip-neigh', parseNeighbours)),
    fdb: read('bridge-fdb', parseFdb),
    ...(wholeText('bridge-vlan') === undefined ? {} : { vlans: read('bridge-vlan', parseBridgeVlans) }),
    ...rules(at, byName, gaps),
    ipsets: read('ipset', parseIpsets),
    ipvs: withIpvsDetails(read('ipvs', parseIpvs), wholeText('ipvs-flags'), wholeText('ipvs-templates')),
    ...(wholeText('wireguard') === undefined ? {} : { wireguard: read('wireguard', parseWireguard) }),
    conntrack: read('conntrack', parseConntrack),
    sockets: read('ss', procSockets ? parseProcSockets : parseSockets),
    sysctls,
    qdiscs: parseTc(text('tc')),
    resolvConf: text('resolv-conf')
      .split('\n')
      .filter((line) => line !== ''),
    sections: sections.map(rawSection),
    gaps,
  };
}

/** The JSON of nft is kept as its parsed items alone: it is the biggest text of a node, and no evidence points into it. */
const rawSection = ({ name, command, status, text, truncated }: Section): RawSection => ({
  name,
  command,
  status,
  text: name === 'nft-json' ? '' : text,
  truncated,
});

function rules(
  at: { readonly node: string; readonly netns: string },
  byName: ReadonlyMap<string, Section>,
  gaps: Gap[],
): Pick<NamespaceDump, 'iptables' | 'nft'> {
  const iptables: IptablesDump[] = [];
  const incompatible: string[] = [];
  for (const section of byName.values()) {
    const family = /^ip6tables-/.test(section.name) ? 6 : 4;
    if (!/^ip6?tables-(legacy-|nft-)?save$/.test(section.name) || section.status !== 0 || section.truncated) continue;
    const save = parseIptables(section.text, section.name, family);
    if (save.unread.length > 0) gaps.push(unreadGap(section, save.unread, at));
    if (save.complete) iptables.push(save.dump);
    else gaps.push(endlessGap(section, at));
    incompatible.push(...save.incompatible.map((t) => `${family === 6 ? 'ip6' : 'ip'} ${t}`));
  }
  const json = byName.get('nft-json');
  const usable = json !== undefined && json.status === 0 && !json.truncated;
  const nft = usable ? parseNft(json.text, byName.get('nft-ruleset')?.text ?? '') : undefined;
  if (usable && !nft)
    gaps.push({
      id: 'nft-not-readable',
      ...at,
      message: 'What `nft -j` printed is no JSON, so its rules are not known.',
    });
  if (incompatible.length > 0 && !nft)
    gaps.push({
      id: 'iptables-tables-unreadable',
      ...at,
      message: `Tables ${incompatible.join(', ')} hold rules that iptables cannot show, and nft did not show them either.`,
      action: `Install nft on ${at.node} and collect again.`,
    });
  return { iptables, nft };
}
