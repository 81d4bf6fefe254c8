import { describe, expect, it } from 'vitest';
import { node, pod, service, slice, snapshotOf } from '../fixtures/objects.ts';
import { QuestionError } from './question-error.ts';
import { resolveQuestion } from './resolve-question.ts';

const web = {
  type: 'NodePort',
  clusterIP: '10.96.0.10',
  clusterIPs: ['10.96.0.10', 'fd00::10'],
  ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080 }],
};
const snapshot = snapshotOf({
  pods: [
    pod('client', '10.244.1.2', { ips: ['10.244.1.2', 'fd00:1::2'] }),
    pod('web-0', '10.244.2.2', { node: 'n2', ports: [{ name: 'http', containerPort: 8080 }] }),
    pod('agent', '10.0.0.1', { hostNetwork: true }),
    pod('done', '10.244.1.9', { phase: 'Succeeded' }),
    pod('pending', '', { phase: 'Pending', node: '' }),
    pod('only4', '10.244.1.4'),
    pod('only6', 'fd00:1::6'),
    pod('web', '10.244.3.3', { namespace: 'shop' }),
    pod('db-0', '10.244.2.7', { node: 'n2' }),
  ],
  nodes: [node('n1', '10.0.0.1'), node('n2', '10.0.0.2,fd00:2::2')],
  services: [
    service('web', web),
    service(
      'lb',
      { type: 'LoadBalancer', clusterIP: '10.96.0.20', ports: [{ port: 443 }], externalIPs: ['198.51.100.7'] },
      { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
    ),
    service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432 }] }),
    service('ext', { type: 'ExternalName', externalName: 'db.example.com' }),
    service('alias', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }),
    service('loop', { type: 'ExternalName', externalName: 'loop.default.svc.cluster.local' }),
    service('two', {
      clusterIP: '10.96.0.30',
      ports: [
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ],
    }),
  ],
  endpointslices: [
    slice(
      'db',
      [{ name: 'sql', port: 5432 }],
      [
        { ip: '10.244.2.7', node: 'n2' },
        { ip: '10.244.2.8', node: 'n2' },
        { ip: '10.244.2.9', ready: false },
      ],
    ),
  ],
});
const ask = (source: string, destination: string, port?: string | number, protocol = 'tcp') =>
  resolveQuestion(snapshot, { source, destination, port, protocol });

describe('resolveQuestion: what names mean', () => {
  it.each([
    ['pod by namespace and name', 'default/client', 'default/web-0', 80, 'pod', '10.244.2.2'],
    ['pod by its kind', 'pod/default/client', 'pod/shop/web', 80, 'pod', '10.244.3.3'],
    ['pod name alone is one of default', 'client', 'web-0', 80, 'pod', '10.244.2.2'],
    ['a word is a service first, as DNS has it', 'client', 'web', 80, 'service', '10.96.0.10'],
    ['service with its namespace', 'client', 'web.default', 80, 'service', '10.96.0.10'],
    ['service in long form', 'client', 'web.default.svc', 80, 'service', '10.96.0.10'],
    ['fully qualified with dot', 'client', 'web.default.svc.cluster.local.', 80, 'service', '10.96.0.10'],
    ['other cluster domain', 'client', 'web.default.svc.k8s.example', 80, 'service', '10.96.0.10'],
    ['service by kind', 'client', 'svc/default/web', 80, 'service', '10.96.0.10'],
    ['service by kind without namespace', 'client', 'svc/web', 80, 'service', '10.96.0.10'],
    ['ns/name without such a pod is the service', 'client', 'default/web', 80, 'service', '10.96.0.10'],
    ['ns/name of both is the pod', 'client', 'shop/web', 80, 'pod', '10.244.3.3'],
    ['cluster address', 'client', '10.96.0.10', 80, 'service', '10.96.0.10'],
    ['second family of the cluster address', 'client', 'fd00::10', 80, 'service', 'fd00::10'],
    ['node', 'client', 'node/n2', 22, 'node', '10.0.0.2'],
    ['node by its bare name', 'client', 'n2', 22, 'node', '10.0.0.2'],
    ['a NodePort of a node is the service', 'client', 'node/n2', 30080, 'service', '10.0.0.2'],
    ['a NodePort by address', 'client', '10.0.0.1', 30080, 'service', '10.0.0.1'],
    ['node address, other port', 'client', '10.0.0.1', 22, 'node', '10.0.0.1'],
    ['load balancer address', 'client', '192.0.2.1', 443, 'service', '192.0.2.1'],
    ['external IP', 'client', '198.51.100.7', 443, 'service', '198.51.100.7'],
    ['from outside a service is its load balancer', '203.0.113.9', 'lb', 443, 'service', '192.0.2.1'],
    ['nobody has it: outside', 'client', '1.1.1.1', 53, 'external', '1.1.1.1'],
    ['pod DNS name', 'client', '10-244-2-2.default.pod.cluster.local', 80, 'pod', '10.244.2.2'],
    ['pod behind a headless service', 'client', 'db-0.db.default.svc.cluster.local', 5432, 'pod', '10.244.2.7'],
    ['ExternalName within the cluster is followed', 'client', 'alias', 80, 'service', '10.96.0.10'],
    ["address of a finished pod is nobody's", 'client', '10.244.1.9', 80, 'external', '10.244.1.9'],
    ['IPv4-mapped IPv6 is IPv4', 'client', '::ffff:10.244.2.2', 80, 'pod', '10.244.2.2'],
    ['brackets around IPv6', 'client', '[fd00:1::6]', 80, 'pod', 'fd00:1::6'],
    ['host-network pod is at its node', 'client', 'default/agent', 10250, 'pod', '10.0.0.1'],
  ])('%s', (_, source, destination, port, type, address) => {
    const { question } = ask(source, destination, port);
    expect([question.destination.type, question.destination.address]).toEqual([type, address]);
  });

  it('calls each ready endpoint of a headless service with equal share', () => {
    expect(ask('client', 'db').attempts).toEqual([
      { address: '10.244.2.7', port: 5432, share: 0.5 },
      { address: '10.244.2.8', port: 5432, share: 0.5 },
    ]);
  });

  it.each([
    ['both have both: IPv4 first, as the service lists it', 'client', 'web', '10.244.1.2', '10.96.0.10'],
    ['only IPv6 at the source', 'only6', 'web', 'fd00:1::6', 'fd00::10'],
    ['only IPv4 at the destination', 'client', 'only4', '10.244.1.2', '10.244.1.4'],
    ['only IPv6 at the destination', 'client', 'only6', 'fd00:1::2', 'fd00:1::6'],
  ])('family: %s', (_, source, destination, from, to) => {
    const { question } = ask(source, destination, 80);
    expect([question.source.address, question.destination.address]).toEqual([from, to]);
  });

  it.each([
    ['name of a service port', 'web', 'http', 80],
    ['name of a container port', 'web-0', 'http', 8080],
    ['the only port of a service', 'web', undefined, 80],
    ['digits as text', 'web', '80', 80],
  ])('port: %s', (_, destination, port, number) => expect(ask('client', destination, port).question.port).toBe(number));
});

describe('resolveQuestion: what cannot be asked', () => {
  it.each([
    ['typing error in a pod', 'default/clinet', 'web', 80, 'tcp', 'unknown-pod', 'default/client'],
    ['typing error in a service', 'client', 'svc/default/wbe', 80, 'tcp', 'unknown-service', 'default/web'],
    ['unknown word', 'client', 'wevb', 80, 'tcp', 'unknown-name', 'web'],
    ['a name of the world', 'client', 'www.example.com', 80, 'tcp', 'unknown-name', 'address'],
    ['unknown node', 'node/n9', 'web', 80, 'tcp', 'unknown-node', 'n1'],
    ['service as source', 'svc/default/web', 'web-0', 80, 'tcp', 'service-as-source', 'pods'],
    ['cluster address as source', '10.96.0.10', 'web-0', 80, 'tcp', 'service-as-source', 'pods'],
    ['pod has no address yet', 'pending', 'web', 80, 'tcp', 'pod-has-no-address', 'describe'],
    ['pod is over', 'done', 'web', 80, 'tcp', 'pod-not-running', 'running'],
    ['IPv6 where only IPv4 exists', 'only4', 'only6', 80, 'tcp', 'no-common-family', 'dual-stack'],
    ['IPv6 address given, source has only IPv4', 'only4', 'fd00::10', 80, 'tcp', 'no-common-family', 'family'],
    ['external name', 'client', 'ext', 80, 'tcp', 'external-name', 'db.example.com'],
    ['external names in a circle', 'client', 'loop', 80, 'tcp', 'external-name', 'circle'],
    ['port 0', 'client', 'web-0', 0, 'tcp', 'bad-port', '65535'],
    ['port too large', 'client', 'web-0', 70000, 'tcp', 'bad-port', '65535'],
    ['negative port', 'client', 'web-0', '-1', 'tcp', 'bad-port', '65535'],
    ['broken number', 'client', 'web-0', '80.5', 'tcp', 'bad-port', '65535'],
    ['unknown port name', 'client', 'web', 'htp', 'tcp', 'unknown-port-name', 'http'],
    ['several ports, none given', 'client', 'two', undefined, 'tcp', 'port-required', '1 (a), 2 (b)'],
    ['no port known', 'client', '1.1.1.1', undefined, 'tcp', 'port-required', '-p'],
    ['ICMP with port', 'client', 'web-0', 80, 'icmp', 'port-with-icmp', 'out'],
    ['sctp', 'client', 'web-0', 80, 'sctp', 'bad-protocol', 'tcp'],
    ['empty source', '', 'web-0', 80, 'tcp', 'missing-endpoint', '-s'],
    ['prototype as name', '__proto__/x', 'web-0', 80, 'tcp', 'unknown-pod', 'kubectl'],
    ['cut address', '10.244.1', 'web', 80, 'tcp', 'not-an-address', 'four numbers'],
    ['address with its port', 'client', '10.244.2.2:80', 80, 'tcp', 'not-an-address', '-p'],
    ['number beyond 255', 'client', '10.244.2.256', 80, 'tcp', 'not-an-address', 'four numbers'],
  ])('%s', (_, source, destination, port, protocol, id, hint) => {
    try {
      ask(source, destination, port, protocol);
      expect.unreachable('should have been refused');
    } catch (error) {
      expect(error).toBeInstanceOf(QuestionError);
      if (error instanceof QuestionError) {
        expect(error.id).toBe(id);
        expect(error.hint).toContain(hint);
      }
    }
  });

  it('says what a snapshot is when it is empty', () => {
    expect(() => resolveQuestion(snapshotOf({}), { source: 'a', destination: 'b', port: 1, protocol: 'tcp' })).toThrow(
      /no objects/,
    );
  });
});
