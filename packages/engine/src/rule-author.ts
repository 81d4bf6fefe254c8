import type { Evidence, IptablesDump, NamespaceDump, Question } from '@skoop/model';
import { type RuleAt, ruleOf, targetOf } from './iptables-view.ts';
import { nftPlaceOf } from './nft-view.ts';

/** What is refused, as far as a program's own words for letting it through need it. */
export type Refused = {
  readonly hook: string;
  readonly question?: Pick<Question, 'port' | 'protocol' | 'source' | 'destination'>;
  readonly podCidrs?: readonly string[];
  /** Chain that the dropping rule is in; undefined for the policy of a built-in chain. */
  readonly chain?: string;
};

export type Advice = { readonly commands: readonly string[]; readonly explanation: string };

/** A program that writes rules on nodes or in pods, told by the names of its chains (iptables) or its table (nftables). */
export type RuleAuthor = {
  readonly name: string;
  readonly chains: RegExp;
  /** Its rules in built-in chains of tables where it has no chain: only asked where it has some in another. */
  readonly inBuiltIn?: (at: RuleAt) => boolean;
  /** `family name`. */
  readonly table?: RegExp;
  /** What it is that sets the policy of a built-in chain to DROP; undefined: this program leaves policies alone. */
  readonly policy?: (hook: string) => string | undefined;
  /** How traffic is let through where the program would not undo it; undefined: there are findings of its own. */
  readonly allow?: (refused: Refused) => Advice | undefined;
};

const portText = (q: Refused['question']): string => (q?.port === undefined ? '' : `${q.port}/${q.protocol}`);

const DIRECTIONS: Readonly<Record<string, string>> = { INPUT: 'incoming', OUTPUT: 'outgoing', FORWARD: 'routed' };

const ufw: RuleAuthor = {
  name: 'ufw',
  chains: /^ufw6?-/,
  policy: (hook) =>
    hook === 'FORWARD' ? "ufw's default deny forward policy" : `ufw's default policy for ${DIRECTIONS[hook]} packets`,
  allow: ({ hook, question }) => {
    const port = portText(question);
    if (hook === 'FORWARD')
      return {
        commands: ['ufw default allow routed'],
        explanation: 'Lets ufw forward: the network plugin decides about pods.',
      };
    if (hook !== 'INPUT' || port === '') return undefined;
    return { commands: [`ufw allow ${port}`], explanation: 'Lets ufw accept this port on the node.' };
  },
};

const docker: RuleAuthor = {
  name: 'Docker',
  chains: /^DOCKER(-|$)/,
  table: /^ip6? docker-bridges$/,
  // Since 28: what is not published is not reached from elsewhere.
  inBuiltIn: ({ table, chain, rule }) =>
    table === 'raw' && chain.name === 'PREROUTING' && /^-A PREROUTING -d \S+ ! -i \S+ .*-j DROP$/.test(rule.text),
  policy: (hook) => (hook === 'FORWARD' ? 'Docker set it' : undefined),
  allow: ({ hook, chain, question }) => {
    // The policy has a finding of its own, and what is dropped before routing is not asked of DOCKER-USER.
    if (hook !== 'FORWARD' || chain === undefined || !question) return undefined;
    const [a, b] = [question.source.address, question.destination.address];
    const program = a.includes(':') ? 'ip6tables' : 'iptables';
    return {
      commands: [
        `${program} -I DOCKER-USER -s ${a} -d ${b} -j ACCEPT`,
        `${program} -I DOCKER-USER -s ${b} -d ${a} -j ACCEPT`,
      ],
      explanation:
        'DOCKER-USER is asked before the rules of Docker. Its own way: put both containers into one network, or publish the port (`-p`).',
    };
  },
};

const firewalld: RuleAuthor = {
  name: 'firewalld',
  chains:
    /^((INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)_(direct|(IN_|OUT_)?ZONES|POLICIES)|(IN|FWD[IO]?|PRE|POST)_[a-z])/,
  inBuiltIn: ({ rule }) => /^-A (INPUT|FORWARD) -j REJECT --reject-with icmp6?-(host|adm)-prohibited$/.test(rule.text),
  table: /^(inet|ip6?) firewalld$/,
  allow: ({ hook, question, podCidrs = [] }) => {
    const port = portText(question);
    const reload = 'firewall-cmd --reload';
    if (hook === 'INPUT' && port !== '')
      return {
        commands: [`firewall-cmd --permanent --add-port=${port}`, reload],
        explanation: 'Opens the port in the default zone; name the zone of the interface with --zone if it is another.',
      };
    return {
      commands: [...podCidrs.map((cidr) => `firewall-cmd --permanent --zone=trusted --add-source=${cidr}`), reload],
      explanation: 'Puts the pods into the zone trusted, which accepts what comes from them and goes to them.',
    };
  },
};

const istio: RuleAuthor = { name: 'Istio', chains: /^ISTIO_/ };
const kubeRouter: RuleAuthor = {
  name: 'kube-router',
  chains: /^KUBE-(ROUTER|POD-FW|NWPLCY)(-|$)/,
};
const aws: RuleAuthor = { name: 'the AWS VPC CNI', chains: /^AWS-/, table: /^ip aws-cni$/ };
const cilium: RuleAuthor = { name: 'Cilium', chains: /^(OLD_)?CILIUM_/ };
const kindnet: RuleAuthor = { name: 'kindnet', chains: /^KIND-/, table: /^inet kindnet/ };

export const ruleAuthors: readonly RuleAuthor[] = [ufw, docker, firewalld, istio, kubeRouter, aws, cilium, kindnet];

const wroteBuiltIn = (author: RuleAuthor, at: RuleAt): boolean =>
  author.inBuiltIn?.(at) === true && at.dump.tables.some((t) => t.chains.some((c) => author.chains.test(c.name)));

/** Chain and author of the rule that a piece of evidence points to. */
export function authorOf(
  namespace: NamespaceDump | undefined,
  evidence: Evidence,
): { readonly author: RuleAuthor; readonly chain: string } | undefined {
  if (!namespace) return undefined;
  const rule = ruleOf(namespace, evidence);
  if (rule) {
    const author = ruleAuthors.find((a) => a.chains.test(rule.chain.name) || wroteBuiltIn(a, rule));
    return author && { author, chain: rule.chain.name };
  }
  const place = nftPlaceOf(namespace, evidence);
  const author = place && ruleAuthors.find((a) => a.table?.test(`${place.family} ${place.table}`));
  return author && { author, chain: place.chain };
}

/** Who set the policy of a built-in chain of table filter to DROP: a program that does such things and has hung chains of its own there. */
export function policyAuthor(
  dump: IptablesDump,
  hook: string,
): { readonly author: RuleAuthor; readonly says: string } | undefined {
  const chain = dump.tables.find((t) => t.name === 'filter')?.chains.find((c) => c.name === hook);
  const jumps = new Set((chain?.rules ?? []).map((r) => targetOf(r) ?? ''));
  for (const author of ruleAuthors) {
    const says = author.policy?.(hook);
    if (says !== undefined && [...jumps].some((j) => author.chains.test(j))) return { author, says };
  }
  return undefined;
}
