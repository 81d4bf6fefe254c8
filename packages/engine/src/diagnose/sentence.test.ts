import type { Drop, Server, Verdict } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { node, pod, service, slice, snapshotOf } from '../fixtures/objects.ts';
import { resolveQuestion } from '../resolve/resolve-question.ts';
import { verdictSentence } from './sentence.ts';

const snapshot = snapshotOf({
  nodes: [node('n1', '10.0.0.1'), node('n2', '10.0.0.2')],
  pods: [pod('client', '10.244.1.2'), pod('web', '10.244.2.2', { node: 'n2' })],
  services: [service('web-svc', { clusterIP: '10.96.0.10', ports: [{ port: 80 }] })],
  endpointslices: [slice('web-svc', [{ port: 80 }], [{ ip: '10.244.2.2' }])],
});
const drop = (more: Partial<Drop>): Drop => ({
  share: 1,
  direction: 'request',
  node: 'n2',
  netns: 'host',
  stage: 'filter/INPUT',
  reason: 'NETFILTER_DROP',
  evidence: [{ node: 'n2', netns: 'host', section: 'iptables-nft-save', line: 12, text: '-A INPUT -j DROP' }],
  symptom: 'timeout',
  ...more,
});
const server = (more: Partial<Server>): Server => ({
  share: 1,
  node: 'n2',
  netns: 'default/web',
  address: '10.244.2.2',
  port: 80,
  source: '10.244.1.2',
  ...more,
});
function say(verdict: Partial<Verdict>, cause?: string, destination = 'default/web'): string {
  const asked = resolveQuestion(snapshot, { source: 'client', destination, port: 80, protocol: 'tcp' });
  const whole: Omit<Verdict, 'sentence'> = {
    outcome: 'dropped',
    deliveredShare: 0,
    symptom: 'timeout',
    servers: [],
    drops: [],
    assumptions: [],
    gaps: [],
    ...verdict,
  };
  const losses = whole.drops.slice(0, 2);
  const suspicion = { id: 'x', level: 'fatal' as const, message: '', evidence: [], node: '' };
  return verdictSentence(asked, whole, [], () => (cause === undefined ? undefined : { suspicion, losses, cause }));
}

describe('verdict sentence', () => {
  it.each([
    [
      'a rule is quoted with its line',
      { drops: [drop({})] },
      undefined,
      'n2 drops the packet on arrival: filter INPUT rule `-A INPUT -j DROP` (line 12).',
    ],
    [
      'the place is not said twice',
      { drops: [drop({})] },
      'n2 has no route',
      'n2 drops the packet on arrival: it has no route.',
    ],
    [
      'a plain word goes on small',
      { drops: [drop({})] },
      'Nothing listens',
      'n2 drops the packet on arrival: nothing listens.',
    ],
    [
      'names keep their capitals',
      { drops: [drop({})] },
      'NetworkPolicy a/b says no',
      'n2 drops the packet on arrival: NetworkPolicy a/b says no.',
    ],
    [
      'nor where it stands in the middle',
      { drops: [drop({})] },
      'rp_filter is strict on n2, and its way back is another',
      'n2 drops the packet on arrival: rp_filter is strict, and its way back is another.',
    ],
    [
      'two places that are told apart are both named',
      { drops: [drop({})] },
      'it is the address of a pod on n2 and of a pod on n20',
      'n2 drops the packet on arrival: it is the address of a pod on n2 and of a pod on n20.',
    ],
    [
      'outside the nodes',
      { drops: [drop({ node: '', netns: 'external', stage: 'ip_rcv/route' })] },
      'no route',
      'The packet is lost outside the nodes: no route.',
    ],
    [
      'a pod refuses',
      {
        drops: [drop({ netns: 'default/web', stage: 'socket/lookup', reason: 'NO_SOCKET', symptom: 'refused' })],
        symptom: 'refused',
      },
      'Nothing listens',
      'Pod default/web on n2 refuses the connection: nothing listens.',
    ],
    [
      'replies',
      { drops: [drop({ direction: 'reply', stage: 'filter/FORWARD' })] },
      'a rule',
      'n2 drops the reply while forwarding it: a rule.',
    ],
    [
      'part of the connections',
      { outcome: 'partial', deliveredShare: 0.75, drops: [drop({ share: 0.25 })] },
      'a rule',
      'n2 drops the packet on arrival: a rule.',
    ],
    [
      'two places, one cause',
      { drops: [drop({ share: 0.5 }), drop({ share: 0.5, node: 'n1' })] },
      'a rule',
      'n2 drops the packet on arrival: a rule, and likewise at n1.',
    ],
    [
      'stalling',
      { drops: [drop({ node: '', netns: 'external', symptom: 'stalls-on-large-packets' })] },
      'too big',
      'The full-sized packet is lost outside the nodes: too big.',
    ],
  ] as const)('%s', (_, verdict, cause, sentence) => expect(say(verdict as Partial<Verdict>, cause)).toBe(sentence));

  it.each([
    [
      'a pod',
      [server({})],
      'default/web',
      'The connection reaches pod default/web at 10.244.2.2:80, and the answer comes back.',
    ],
    [
      'seen with another address',
      [server({ source: '10.0.0.1' })],
      'default/web',
      'The connection reaches pod default/web at 10.244.2.2:80, and the answer comes back; the server sees it come from 10.0.0.1.',
    ],
    [
      'a service',
      [server({})],
      'web-svc',
      'The connection reaches pod default/web at 10.244.2.2:80 through service default/web-svc, and the answer comes back.',
    ],
    [
      'the outside',
      [server({ node: '', netns: 'external', address: '1.1.1.1' })],
      '1.1.1.1',
      'The connection reaches 1.1.1.1:80, and the answer comes back.',
    ],
  ] as const)('delivered to %s', (_, servers, destination, sentence) =>
    expect(
      say({ outcome: 'delivered', deliveredShare: 1, symptom: 'connected', servers }, undefined, destination),
    ).toBe(sentence),
  );

  it('says what is missing', () => {
    const gap = { id: 'node-not-collected', node: 'n2', netns: 'host', message: 'Nothing was collected from node n2.' };
    expect(say({ outcome: 'unknown', symptom: 'unknown', gaps: [gap] })).toBe(
      'What happens cannot be told: nothing was collected from node n2.',
    );
  });
});
