import type { Packet, Step, Symptom } from '@skoop/model';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type DiagnosisRecord,
  diagnosisRequestSchema,
  diagnosisSchema,
  traceSchema,
  whatIfRequestSchema,
} from './index.ts';

const inner: Packet = {
  family: 4,
  source: '10.0.0.1',
  destination: '10.0.0.2',
  protocol: 'tcp',
  sourcePort: { from: 32768, to: 60999 },
  destinationPort: 80,
  ttl: 64,
  tos: 0,
  length: 60,
  dontFragment: true,
  mark: 0,
};
const outer: Packet = {
  ...inner,
  protocol: 'udp',
  encapsulated: { kind: 'vxlan', vni: 1, frame: { sourceMac: '', destinationMac: '', packet: inner } },
};
const error: Packet = { ...inner, protocol: 'icmp', icmp: { type: 3, code: 4, mtu: 1450, about: outer } };

const trace = (hop: object): unknown => ({
  branch: '',
  direction: 'request',
  packet: 'syn',
  share: 1,
  outcome: 'delivered',
  hops: [{ node: 'a', netns: 'host', before: inner, after: inner, steps: [], ...hop }],
});

describe('wire schemas', () => {
  it('keep what they do not know, also deep inside', () => {
    const value = trace({ before: error, later: { added: true } });
    expect(traceSchema.parse(value)).toEqual(value);
  });

  it.each([
    [
      'an inner packet without source',
      { after: { ...outer, encapsulated: { kind: 'vxlan', vni: 1, frame: { packet: {} } } } },
    ],
    ['a step of a kind that is none', { steps: [{ kind: 'magic' }] }],
  ])('refuse %s', (_why, hop) => {
    expect(traceSchema.safeParse(trace(hop)).success).toBe(false);
  });

  it('do not let a prototype be changed', () => {
    const parsed = diagnosisRequestSchema.parse(
      JSON.parse('{"snapshot":"s","source":"a","destination":"b","options":{"__proto__":"x"},"__proto__":{"port":1}}'),
    );
    expect(parsed.port).toBeUndefined();
    expect(({} as Record<string, unknown>).port).toBeUndefined();
  });

  it.each([
    ['a port beyond 65535', { port: 65536 }],
    ['port 0', { port: 0 }],
    ['a port that is text', { port: '80' }],
    ['an empty destination', { destination: '  ' }],
    ['a protocol nobody asks about', { protocol: 'sctp' }],
    ['an option that is a structure', { options: { a: {} } }],
  ])('refuse a question with %s', (_why, change) => {
    const ok = { snapshot: 's', source: 'a', destination: 'b', port: 80 };
    expect(diagnosisRequestSchema.safeParse(ok).success).toBe(true);
    expect(diagnosisRequestSchema.safeParse({ ...ok, ...change }).success).toBe(false);
  });

  it.each([
    ['nothing', {}, false],
    [
      'both',
      { finding: 'a', edits: [{ kind: 'delete-line', node: 'n', netns: 'host', section: 's', line: 1 }] },
      false,
    ],
    ['a finding', { finding: 'a' }, true],
    ['edits', { edits: [{ kind: 'delete-line', node: 'n', netns: 'host', section: 's', line: 1 }] }, true],
  ])('what-if with %s', (_why, body, ok) => {
    expect(whatIfRequestSchema.safeParse(body).success).toBe(ok);
  });

  it('have the types of the model', () => {
    expectTypeOf(diagnosisSchema.parse).returns.toExtend<NonNullable<DiagnosisRecord['diagnosis']>>();
    expectTypeOf<NonNullable<DiagnosisRecord['diagnosis']>['traces'][0]['hops'][0]['steps'][0]['kind']>().toEqualTypeOf<
      Step['kind']
    >();
    expectTypeOf<NonNullable<DiagnosisRecord['diagnosis']>['verdict']['symptom']>().toEqualTypeOf<Symptom>();
  });
});
