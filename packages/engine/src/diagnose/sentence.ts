import {
  type Drop,
  type Hop,
  type Question,
  type Step,
  type Symptom,
  sentenceText,
  type Trace,
  type Verdict,
} from '@skoop/model';
import type { Found } from '../finding.ts';
import type { ResolvedQuestion } from '../resolve/resolve-question.ts';

/**
 * The verdict in one plain sentence: where, and why. `causeOf` gives the finding that explains a drop, if one does. How many connections
 * fail and what the client sees stand beside it, in the headline and in the verdict's own fields.
 */
export function verdictSentence(
  asked: ResolvedQuestion,
  verdict: Omit<Verdict, 'sentence'>,
  traces: readonly Trace[],
  causeOf: (drop: Drop) => Found | undefined,
): string {
  switch (verdict.outcome) {
    case 'delivered':
      return deliveredSentence(asked, verdict);
    case 'unknown':
      return unknownSentence(verdict);
    case 'dropped':
    case 'partial': {
      const [first, ...others] = verdict.drops;
      if (!first) return `${upperFirst(SEEN[verdict.symptom])}.`;
      const cause = causeOf(first);
      const what = dropSentence(first, traces, asked.question, cause?.cause);
      return `${what}${othersClause(others, cause?.losses ?? [])}.`;
    }
  }
}

/** Where else connections are lost: named as long as they are few. */
function othersClause(others: readonly Drop[], alike: readonly Drop[]): string {
  if (others.length === 0) return '';
  const places = [...new Set(others.map((d) => (d.node === '' ? 'outside the nodes' : `at ${placeOf(d)}`)))];
  const named = places.length <= 2 ? places.join(' and ') : `at ${places.length} other places`;
  return others.every((d) => alike.includes(d)) ? `, and likewise ${named}` : `, and others are lost ${named}`;
}

const placeOf = (drop: Drop): string => (drop.netns === 'host' ? drop.node : `pod ${drop.netns}`);

function deliveredSentence({ question, destination }: ResolvedQuestion, verdict: Omit<Verdict, 'sentence'>): string {
  const { servers } = verdict;
  const [first] = servers;
  if (!first) return 'The question is answered.';
  const who = (s: (typeof servers)[number]): string =>
    s.netns === 'external'
      ? s.address
      : s.netns === 'host'
        ? s.node
        : s.netns.includes('/')
          ? `pod ${s.netns}`
          : `an unknown pod on ${s.node} (${s.netns})`;
  const what =
    question.protocol === 'icmp' ? 'The ping' : question.protocol === 'udp' ? 'The datagram' : 'The connection';
  const through =
    destination.service && question.destination.type === 'service' ? ` through service ${destination.service.key}` : '';
  const seen = first.source === question.source.address ? '' : `; the server sees it come from ${first.source}`;
  const to =
    first.port === undefined
      ? first.address
      : first.address.includes(':')
        ? `[${first.address}]:${first.port}`
        : `${first.address}:${first.port}`;
  const names = [...new Set(servers.map(who))];
  if (servers.length === 1)
    return `${what} reaches ${first.netns === 'external' ? to : `${who(first)} at ${to}`}${through}, and the answer comes back${seen}.`;
  const listed = names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
  return `${what} reaches one of ${names.length} servers${through} (${listed}), and the answer comes back.`;
}

function unknownSentence(verdict: Omit<Verdict, 'sentence'>): string {
  const [gap] = verdict.gaps;
  if (!gap) return 'What happens to the packet cannot be told from the snapshot.';
  const known =
    verdict.deliveredShare > 0 ? ` (${percent(verdict.deliveredShare)} of new connections surely arrive)` : '';
  return `What happens cannot be told${known}: ${lowerFirst(trimStop(gap.message))}.`;
}

/** `worker-3 drops the VXLAN packet on arrival: filter INPUT rule ... (line 12)` */
function dropSentence(drop: Drop, traces: readonly Trace[], question: Question, cause: string | undefined): string {
  const found = lastHop(drop, traces);
  const noun = packetNoun(drop, found?.hop, question);
  const outside = drop.node === '' || drop.netns === 'external';
  const place = placeOf(drop);
  const act = outside
    ? `${upperFirst(noun)} is lost outside the nodes`
    : `${drop.netns === 'host' ? drop.node : `Pod ${drop.netns} on ${drop.node}`} ${verbOf(drop)} ${noun}${whenOf(drop)}`;
  const why = trimStop(cause ?? whyOf(drop, found?.step));
  if (why === '') return act;
  if (outside) return `${act}: ${lowerFirst(why)}`;
  // `node-1 drops the packet: it has no route ...`
  const said = why.startsWith(`${place} `) ? `it ${why.slice(place.length + 1)}` : lowerFirst(why);
  return `${act}: ${withoutPlace(said, drop, traces)}`;
}

/** `rp_filter is strict on node-2` after `node-2 drops the packet` says the place twice; where two are told apart, both are needed. */
function withoutPlace(why: string, { node, netns }: Drop, traces: readonly Trace[]): string {
  const nodes = new Set(traces.flatMap((t) => t.hops.map((h) => h.node)));
  const places = [` on ${node}`, ...(netns === 'host' ? [] : [` in pod ${netns}`])];
  if ([...nodes].some((other) => other !== node && why.includes(other))) return why;
  return places.reduce((text, place) => {
    const [before = '', after, more] = text.split(place);
    return after !== undefined && more === undefined && /^( (?!and |\()|[,;:]|$)/.test(after) ? before + after : text;
  }, why);
}

function lastHop(drop: Drop, traces: readonly Trace[]): { readonly hop: Hop; readonly step?: Step } | undefined {
  for (const trace of traces) {
    if (trace.outcome !== 'dropped' || (drop.branch !== undefined && trace.branch !== drop.branch)) continue;
    const hop = trace.hops.at(-1);
    if (!hop || (hop.node !== drop.node && hop.netns !== drop.netns)) continue;
    return { hop, step: hop.steps.findLast((s) => s.outcome === 'drop') };
  }
  return undefined;
}

/** Symptoms with which the dropping place itself answers. */
const ANSWERED: readonly Symptom[] = ['refused', 'reset', 'not-permitted', 'protocol-unreachable'];
const verbOf = (drop: Drop): string =>
  drop.reason === 'NEIGH_FAILED'
    ? 'cannot send'
    : ANSWERED.includes(drop.symptom)
      ? 'refuses'
      : drop.node === ''
        ? 'loses'
        : 'drops';

function packetNoun(drop: Drop, hop: Hop | undefined, question: Question): string {
  if (drop.symptom === 'stalls-on-large-packets') return 'the full-sized packet';
  const encapsulated = hop?.after.encapsulated;
  const tunnel = encapsulated && drop.netns === 'host' ? `${encapsulated.kind.toUpperCase()} ` : '';
  if (drop.direction === 'reply') return tunnel === '' ? 'the reply' : `the ${tunnel}packet with the reply`;
  if (tunnel !== '') return `the ${tunnel}packet`;
  return question.protocol === 'icmp'
    ? 'the ping'
    : question.protocol === 'udp'
      ? 'the datagram'
      : drop.symptom === 'refused'
        ? 'the connection'
        : 'the packet';
}

function whenOf({ stage }: Drop): string {
  const chain = stage.split('/')[1];
  if (chain === 'PREROUTING' || chain === 'INPUT') return ' on arrival';
  if (chain === 'FORWARD') return ' while forwarding it';
  if (chain === 'OUTPUT' || chain === 'POSTROUTING') return ' on the way out';
  return '';
}

/** A netfilter rule by its own text, else what the kernel's step says. */
function whyOf(drop: Drop, step: Step | undefined): string {
  const [at] = drop.evidence;
  const [table, chain] = drop.stage.split('/');
  if (at && /^(PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/.test(chain ?? ''))
    return at.text.startsWith(':') || / policy /.test(at.text)
      ? `the policy of chain ${table} ${chain} is DROP (line ${at.line})`
      : `${table} ${chain} rule \`${at.text}\` (line ${at.line})`;
  if (step) return sentenceText(step.sentence);
  return at ? `${at.section} line ${at.line}: ${at.text}` : `${drop.stage} (${drop.reason})`;
}

const SEEN: Readonly<Record<Symptom, string>> = {
  connected: 'the client gets an answer',
  timeout: 'the client times out',
  refused: 'the client sees "connection refused"',
  reset: 'the client sees "connection reset by peer"',
  'host-unreachable': 'the client sees "no route to host"',
  'network-unreachable': 'the client sees "network is unreachable"',
  'not-permitted': 'the client sees "operation not permitted"',
  'invalid-argument': 'the client sees "invalid argument"',
  'protocol-unreachable': 'the client sees "protocol not available"',
  'stalls-on-large-packets': 'connections open and then stall on large packets',
  mixed: 'what the client sees differs',
  unknown: 'what the client sees cannot be told',
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const upperFirst = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);
const trimStop = (s: string): string => s.replace(/[.\s]+$/, '');
/** A plain word that began a sentence; names with more capitals and code stay as they are. */
const lowerFirst = (s: string): string => (/^[A-Z][a-z]*[ ,]/.test(s) ? s.charAt(0).toLowerCase() + s.slice(1) : s);
