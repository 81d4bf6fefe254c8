import {
  type Address,
  type Assumption,
  familyOf,
  isLinkLocal,
  type Question,
  type QuestionProtocol,
  type Snapshot,
} from '@skoop/model';
import { clusterOf } from '../cluster.ts';
import { ipCacheOf } from '../ip-cache.ts';
import { QuestionError } from './question-error.ts';
import { endpointOf, type Resolution } from './resolution.ts';
import { resolveDestination } from './resolve-destination.ts';
import { resolvePort } from './resolve-port.ts';
import { resolveSource } from './resolve-source.ts';

/** A question as people write it. */
export type QuestionInput = {
  readonly source: string;
  readonly destination: string;
  readonly port?: string | number;
  readonly protocol: string;
  readonly size?: number;
  readonly sourcePort?: number;
  readonly uid?: number;
};

/** One thing that the client does, with its share of new connections: several only where a name has several addresses. */
export type Attempt = { readonly address: Address; readonly port?: number; readonly share: number };

export type ResolvedQuestion = {
  readonly question: Question;
  readonly source: Resolution;
  readonly destination: Resolution;
  readonly attempts: readonly Attempt[];
  readonly assumptions: readonly Assumption[];
};

export function resolveQuestion(snapshot: Snapshot, input: QuestionInput): ResolvedQuestion {
  if (snapshot.nodes.size === 0 && Object.values(snapshot.objects).every((items) => items.length === 0))
    throw new QuestionError(
      'empty-snapshot',
      'The snapshot holds no objects and no node dumps.',
      'A snapshot is a folder with snapshot.json, objects/<resource>.json and nodes/<node>.dump; see `skoop snapshot --help`.',
    );
  const protocol = checkProtocol(input.protocol);
  checkNumbers(input, protocol);
  for (const [side, given] of [
    ['source', input.source],
    ['destination', input.destination],
  ] as const)
    if (given.trim() === '')
      throw new QuestionError(
        'missing-endpoint',
        `The ${side} is missing.`,
        `Name it with \`${side === 'source' ? '-s' : '-d'} namespace/pod\`, node/name, svc/namespace/name, or an IP address.`,
      );
  const source = resolveSource(snapshot, input.source);
  const named = resolveDestination(snapshot, input.destination, source);
  const port = resolvePort(input.port, protocol, named);
  const destination = asNodePort(snapshot, named, protocol, port);
  const pair = chooseFamily(source, destination);
  const question: Question = {
    source: endpointOf(source, pair.source),
    destination: endpointOf(destination, pair.destination),
    port,
    protocol,
    size: input.size,
    sourcePort: input.sourcePort,
    uid: input.uid,
  };
  const assumptions = [
    ...(source.assumptions ?? []),
    ...(destination.assumptions ?? []),
    ...(input.uid ? [groupAssumption(input.uid)] : []), // root's group is 0
  ];
  return { question, source, destination, attempts: attemptsOf(destination, pair.destination, port), assumptions };
}

/** Rules may ask for the group of the client's process; a user's own group has its number. */
const groupAssumption = (uid: number): Assumption => ({
  id: 'client-group',
  message: `the client's process runs as group ${uid}, like its user`,
});

function checkProtocol(given: string): QuestionProtocol {
  const protocol = given.trim().toLowerCase();
  if (protocol === 'tcp' || protocol === 'udp' || protocol === 'icmp') return protocol;
  throw new QuestionError(
    'bad-protocol',
    `${given} is no protocol that can be asked about.`,
    'Choose tcp, udp or icmp.',
  );
}

/** Largest payload of one UDP or ICMP packet, and what a client can be thought to send in one go. */
const LARGEST_DATAGRAM = 65_507;
const LARGEST_TRANSFER = 1_000_000_000;

function checkNumbers({ size, sourcePort, uid }: QuestionInput, protocol: QuestionProtocol): void {
  const largest = protocol === 'tcp' ? LARGEST_TRANSFER : LARGEST_DATAGRAM;
  if (size !== undefined && !(Number.isInteger(size) && size >= 0 && size <= largest))
    throw new QuestionError(
      'bad-size',
      `${size} is no size of a ${protocol} question.`,
      `Sizes are whole numbers of bytes from 0 to ${largest}.`,
    );
  if (sourcePort !== undefined && !(Number.isInteger(sourcePort) && sourcePort >= 1 && sourcePort <= 65535))
    throw new QuestionError('bad-port', `${sourcePort} is no source port.`, 'Ports are whole numbers from 1 to 65535.');
  if (uid !== undefined && !(Number.isInteger(uid) && uid >= 0 && uid < 2 ** 32))
    throw new QuestionError('bad-uid', `${uid} is no user id.`, 'User ids are whole numbers from 0.');
}

/** A node's address and a port that some Service has there is that Service, called by its NodePort. */
function asNodePort(snapshot: Snapshot, r: Resolution, protocol: string, port: number | undefined): Resolution {
  const hostPod = r.type === 'pod' && r.pod?.hostNetwork === true;
  if (port === undefined || (r.type !== 'node' && !hostPod)) return r;
  const service = clusterOf(snapshot).services.find((s) =>
    s.ports.some((p) => p.nodePort === port && p.protocol === protocol),
  );
  if (!service) return r;
  return {
    ...r,
    type: 'service',
    namespace: service.namespace,
    name: service.name,
    service,
    serviceAddress: 'NodePort',
  };
}

/** The first pair of addresses of one family, in the destination's order of preference. */
function chooseFamily(source: Resolution, destination: Resolution): { source: Address; destination: Address } {
  for (const to of destination.addresses) {
    const from = source.addresses.find((a) => familyOf(a) === familyOf(to) && !isLinkLocal(a));
    if (from !== undefined) return { source: from, destination: to };
  }
  const families = (r: Resolution): string =>
    [...new Set(r.addresses.map((a) => `IPv${familyOf(a)}`))].join(' and ') || 'no address';
  throw new QuestionError(
    'no-common-family',
    `${source.given} has ${families(source)}, ${destination.given} has ${families(destination)}: they cannot talk to each other.`,
    'Ask with addresses of one family, or make the cluster dual-stack (ipFamilyPolicy: PreferDualStack, pod CIDRs of both families).',
  );
}

function attemptsOf(destination: Resolution, chosen: Address, port: number | undefined): readonly Attempt[] {
  const family = familyOf(chosen);
  const all = destination.headless
    ? [...new Set(destination.addresses.filter((a) => familyOf(a) === family))]
    : [chosen];
  return all.map((address) => ({ address, port, share: 1 / all.length }));
}

/** Nodes that the question names, which must be in the snapshot to begin with. */
export const nodesOf = (snapshot: Snapshot, { question }: ResolvedQuestion): readonly string[] => {
  const ipCache = ipCacheOf(snapshot);
  const named = [question.source, question.destination].flatMap((e) => e.node ?? ipCache.nodeAt(e.address) ?? []);
  return [...new Set(named)];
};
