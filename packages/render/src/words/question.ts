import type { Endpoint, Question } from '@skoop/model';

/** `shop/client-7f9c`, `worker-1`, `203.0.113.9`: an endpoint by the name people use. */
export const endpointName = (e: Endpoint): string =>
  e.name ? (e.namespace && e.type !== 'node' ? `${e.namespace}/${e.name}` : e.name) : e.address || e.given;

/** `pod`, `node`, `service`; '' for what is outside, where the address says it. */
export const endpointKind = (e: Endpoint): string => (e.type === 'external' ? '' : e.type);

const bracket = (name: string): string => (name.includes(':') ? `[${name}]` : name);

/** Destination with its port: `shop/api:80`, `[fd00::1]:80`. */
export const destinationName = (q: Question): string =>
  q.port === undefined ? endpointName(q.destination) : `${bracket(endpointName(q.destination))}:${q.port}`;

/** `pod shop/client-7f9c to service shop/api:80 tcp`. */
export function questionSentence(q: Question): string {
  const side = (kind: string, name: string): string => (kind === '' ? name : `${kind} ${name}`);
  const from = side(endpointKind(q.source), endpointName(q.source));
  const to = side(endpointKind(q.destination), destinationName(q));
  return `${from} to ${to} ${q.protocol}${q.size === undefined ? '' : `, ${q.size} bytes`}`;
}
