import type { QuestionProtocol } from '@skoop/model';
import type { Pod } from '../objects/pod.ts';
import type { Service } from '../objects/service.ts';
import { didYouMean, nearMatches } from './near-match.ts';
import { QuestionError } from './question-error.ts';
import type { Resolution } from './resolution.ts';

/**
 * The port of the question: a number, or a name of the service's or the pod's ports. Where none was given and the destination has
 * exactly one of that protocol, that one.
 */
export function resolvePort(
  given: string | number | undefined,
  protocol: QuestionProtocol,
  destination: Resolution,
): number | undefined {
  const text = given === undefined ? '' : String(given).trim();
  if (protocol === 'icmp') {
    if (text !== '')
      throw new QuestionError('port-with-icmp', 'ICMP has no ports.', 'Leave the port out, or ask for tcp or udp.');
    return undefined;
  }
  const known = portsOf(destination, protocol);
  if (text === '') {
    const first = known[0];
    if (known.length === 1 && first) return first.port;
    throw new QuestionError(
      'port-required',
      `A ${protocol} question needs a destination port.`,
      known.length === 0 ? 'Add `-p PORT`.' : `Add \`-p PORT\`; ${destination.given} has ${describe(known)}.`,
    );
  }
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return checkNumber(text);
  const named = known.find((p) => p.name === text);
  if (named) return named.port;
  throw new QuestionError(
    'unknown-port-name',
    `${destination.given} has no ${protocol} port called ${text}.`,
    known.length === 0
      ? 'Give the port as a number.'
      : didYouMean(
          nearMatches(
            text,
            known.map((p) => p.name),
          ),
          `It has ${describe(known)}.`,
        ),
  );
}

function checkNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new QuestionError('bad-port', `${text} is no port.`, 'Ports are whole numbers from 1 to 65535.');
}

type KnownPort = { readonly name: string; readonly port: number };

function portsOf({ service, pod, headless }: Resolution, protocol: string): readonly KnownPort[] {
  if (service) return headless ? headlessPorts(service, headless, protocol) : servicePorts(service, protocol);
  return pod ? podPorts(pod, protocol) : [];
}

const servicePorts = (service: Service, protocol: string): readonly KnownPort[] =>
  service.ports.filter((p) => p.protocol === protocol).map(({ name, port }) => ({ name, port }));

/** The names of a headless service resolve to pods: what is called is the port that the slices give. */
function headlessPorts(
  service: Service,
  endpoints: NonNullable<Resolution['headless']>,
  protocol: string,
): readonly KnownPort[] {
  const out = new Map<string, KnownPort>();
  for (const e of endpoints)
    for (const p of e.ports)
      if (p.protocol === protocol) out.set(`${p.name} ${p.port}`, { name: p.name, port: p.port });
  return out.size > 0 ? [...out.values()] : servicePorts(service, protocol);
}

const podPorts = (pod: Pod, protocol: string): readonly KnownPort[] =>
  pod.ports.filter((p) => p.protocol.toLowerCase() === protocol).map(({ name, port }) => ({ name, port }));

const describe = (ports: readonly KnownPort[]): string =>
  ports.map((p) => (p.name === '' ? String(p.port) : `${p.port} (${p.name})`)).join(', ');
