import type { Policy } from '../objects/policy.ts';

/** The kubectl command that gives a NetworkPolicy one rule more, also where it has none: a JSON patch makes no list by itself. RFC 6902, 4.1 */
export function addPolicyRule(
  { namespace, name, object }: Policy,
  direction: 'ingress' | 'egress',
  rule: unknown,
): string {
  const patch = Array.isArray(object.spec?.[direction])
    ? { op: 'add', path: `/spec/${direction}/-`, value: rule }
    : { op: 'add', path: `/spec/${direction}`, value: [rule] };
  const quoted = JSON.stringify([patch]).replaceAll("'", "'\\''");
  return `kubectl -n ${namespace} patch networkpolicy ${name} --type=json -p '${quoted}'`;
}
