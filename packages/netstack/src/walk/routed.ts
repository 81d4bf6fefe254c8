import type { Address, Gap, NextHop, Packet, RouteRecord, Step } from '@skoop/model';
import { formatPort, isMulticast } from '@skoop/model';
import type { Choice, Fork } from '../fork.ts';
import { sure } from '../fork.ts';
import type { Namespace } from '../namespace.ts';
import type { RouteKey, RouteResult } from '../route/key.ts';
import { lookupRoute } from '../route/lookup.ts';
import { rulePortShare, ruleText } from '../route/rule.ts';
import { evidenceAt } from '../section.ts';
import { gapHere, type Journey } from './journey.ts';
import { pass, STACK } from './step.ts';

/** A route in use: struct rtable / rt6_info. */
export type Routed = {
  readonly kind: 'routed';
  /** `local`, `unicast`, `broadcast`, `multicast`. */
  readonly type: string;
  /** dst->dev: `lo` for local destinations. */
  readonly device: string;
  readonly route: RouteRecord;
  readonly hop: NextHop | undefined;
  /** The address to resolve on the link: gateway, or the destination itself. */
  readonly nextHop: Address;
};
export type RouteChoice = (Routed | (RouteResult & { readonly kind: 'error' })) & {
  /** Choices that hold for later packets of the flow, by their keys. */
  readonly learned?: readonly (readonly [key: string, index: number])[];
  /** Number of futures that this one was chosen among. */
  readonly among?: number;
};

/** Asks the tables, and forks where a rule cannot be decided or several next hops share the load. fib_select_path() */
export function routeForks(j: Journey, key: RouteKey, flowName: string): readonly Fork<RouteChoice>[] {
  const plain = lookupRoute(j.ns, key);
  if (plain.undecided.length === 0) return choose(j, key, plain, flowName);
  const met = lookupRoute(j.ns, { ...key, undecided: 'met' });
  const point = `${j.ns.key} rule ${flowName}`;
  const before = j.flow.hashed.get(point);
  if (before !== undefined) return choose(j, key, before === 1 ? met : plain, flowName);
  const choice = undecidedChoice(j.ns, plain, key, point);
  return [plain, met].flatMap((result, index) =>
    choose(j, key, result, flowName).map((f) => ({
      choices: [choice(index), ...f.choices],
      value: { ...f.value, learned: [[point, index], ...(f.value.learned ?? [])], among: (f.value.among ?? 1) * 2 },
    })),
  );
}

/** Dice where one rule asks for a port that a kernel picks, else what nobody knows. Index 1: the rule applies. */
function undecidedChoice(ns: Namespace, plain: RouteResult, key: RouteKey, point: string): (index: number) => Choice {
  const [rule, ...more] = plain.undecided;
  const share = rule && more.length === 0 ? rulePortShare(rule, key) : undefined;
  if (rule && share !== undefined) {
    const label = `policy rule ${rule.priority} asks for a port, and a kernel picks it`;
    return (index) => ({ kind: 'random', point, index, probability: index === 1 ? share : 1 - share, label });
  }
  const gap = undecidedGap(ns, plain);
  return (index) => ({ kind: 'maybe', point, index, gap });
}

function undecidedGap(ns: Namespace, result: RouteResult): Gap {
  const rule = result.undecided[0];
  const text = rule ? ruleText(rule) : '';
  const byUid = rule?.uidrange !== undefined;
  return gapHere(
    ns,
    byUid ? 'client-uid-unknown' : 'rule-not-evaluated',
    byUid
      ? `Policy rule "${text}" asks which user sends, and the question does not say`
      : `Policy rule "${text}" cannot be decided from the snapshot`,
    {
      ...(byUid ? { action: 'Say which user the client runs as: --uid' } : {}),
      ...(rule ? { evidence: evidenceAt(ns, 'rules', rule, text) } : {}),
    },
  );
}

// @supports route attributes | nexthop ... weight, nhid group | net/ipv4/fib_semantics.c: fib_select_multipath()
// @supports route attributes | via, via inet6, onlink | net/ipv4/fib_semantics.c: fib_check_nh()
function choose(j: Journey, key: RouteKey, result: RouteResult, flowName: string): readonly Fork<RouteChoice>[] {
  if (result.kind === 'error') return sure(result);
  const { nexthops } = result;
  if (nexthops.length <= 1) return sure(routed(key, result, nexthops[0]));
  const memory = `${j.ns.key} ${result.route.table} ${result.route.destination} ${flowName}`;
  const known = j.flow.hashed.get(memory);
  if (known !== undefined) return sure(routed(key, result, nexthops[known] ?? nexthops[0]));
  const total = nexthops.reduce((n, h) => n + h.weight, 0);
  return nexthops.map((hop, index) => ({
    choices: [
      {
        kind: 'random' as const,
        point: memory,
        index,
        probability: hop.weight / total,
        label: `${j.ns.node}: ${result.route.destination} via ${hop.via ?? hop.device ?? '?'}`,
      },
    ],
    value: { ...routed(key, result, hop), learned: [[memory, index]], among: nexthops.length },
  }));
}

const routed = (key: RouteKey, r: RouteResult & { kind: 'route' }, hop: NextHop | undefined): Routed => {
  const type = isForUs(r.type) ? 'local' : r.type;
  return {
    kind: 'routed',
    type,
    device: type === 'local' ? 'lo' : (hop?.device ?? 'lo'),
    route: r.route,
    hop,
    nextHop: type === 'unicast' && hop?.via !== undefined ? hop.via : key.destination,
  };
};

/** An anycast address is one of this machine, as one of its own is: both leave by lo. ip6_rt_get_dev_rcu(), ip6_rt_init_dst() */
export const isForUs = (type: string): boolean => type === 'local' || type === 'anycast';

export const remember = (j: Journey, choice: RouteChoice): Journey =>
  choice.learned
    ? {
        ...j,
        width: j.width * (choice.among ?? 1),
        flow: { ...j.flow, hashed: new Map([...j.flow.hashed, ...choice.learned]) },
      }
    : j;

/** Names a flow and its direction for hash-based choices. */
export const flowName = (p: Packet): string =>
  `${p.protocol} ${p.source} ${p.sourcePort === undefined ? '' : formatPort(p.sourcePort)} ${p.destination} ${
    p.destinationPort === undefined ? '' : formatPort(p.destinationPort)
  }`;

/** The route taken, as a step with its line. */
export function routeStep(ns: Namespace, stage: string, destination: Address, r: Routed, source?: Address): Step {
  const { route } = r;
  const text = route.line > 0 ? routeText(route) : 'the device that the sender insists on';
  const line = evidenceAt(ns, 'routes', route, text);
  const how =
    r.type === 'local'
      ? 'is an address of this machine'
      : r.nextHop === destination
        ? `is on the link of ${r.device}`
        : `goes by ${r.device} via ${r.nextHop}`;
  return pass(
    'route',
    stage,
    [`${destination} ${how}: `, route.line > 0 ? { text: line.text, at: line } : text, ` (table ${route.table})`],
    route.line > 0 ? [line] : [],
    { at: STACK, check: [routeCheck(destination, source)] },
  );
}

const routeCheck = (destination: Address, source?: Address): string =>
  `ip ${destination.includes(':') ? '-6 ' : ''}route get ${destination}${source === undefined || isMulticast(destination) ? '' : ` from ${source}`}`;

export function routeText(route: RouteRecord): string {
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const hop = route.nexthops[0];
  const via = hop?.via === undefined ? '' : ` via ${hop.via}`;
  const dev = hop?.device === undefined ? '' : ` dev ${hop.device}`;
  const d = route.destination.endsWith('/0') ? 'default' : route.destination;
  return `${type}${d}${via}${dev}`;
}

/** Why no route was found, in words. */
export function noRouteSentence(
  ns: Namespace,
  destination: Address,
  result: RouteResult & { readonly kind: 'error' },
): {
  readonly sentence: readonly (string | { text: string; at: ReturnType<typeof evidenceAt> })[];
  readonly evidence: readonly ReturnType<typeof evidenceAt>[];
} {
  if (result.route) {
    const e = evidenceAt(ns, 'routes', result.route, routeText(result.route));
    return {
      sentence: [`the route to ${destination} is `, { text: e.text, at: e }, ` (table ${result.route.table})`],
      evidence: [e],
    };
  }
  if (result.rule && result.rule.action !== 'lookup') {
    const e = evidenceAt(ns, 'rules', result.rule, ruleText(result.rule));
    return { sentence: [`a policy rule refuses ${destination}: `, { text: e.text, at: e }], evidence: [e] };
  }
  return {
    sentence: [
      `no route to ${destination}: no table that the policy rules name has an entry for it, and there is no default`,
    ],
    evidence: [],
  };
}
