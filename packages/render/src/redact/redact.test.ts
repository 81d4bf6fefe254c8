import type { Diagnosis } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { samples } from '../fixtures/samples.ts';
import { renderHtml } from '../report/renderHtml.ts';
import { renderMarkdown } from '../report/renderMarkdown.ts';
import { renderSvg } from '../svg/renderSvg.ts';
import { renderText } from '../text/renderText.ts';
import { addressPseudonyms } from './addresses.ts';
import { redact } from './redact.ts';

describe('addressPseudonyms', () => {
  it.each([
    [
      'equal stays equal, subnets stay together',
      ['10.244.1.17', '10.244.1.9', '10.244.2.9', '10.244.1.17'],
      ['10.1.1.1', '10.1.1.2', '10.1.2.1', '10.1.1.1'],
    ],
    ['network addresses stay networks', ['192.168.10.0', '192.168.10.255'], ['10.1.1.0', '10.1.1.255']],
    [
      'what every host has survives',
      ['127.0.0.1', '0.0.0.0', '169.254.1.1', '::1', '::', 'fe80::1'],
      ['127.0.0.1', '0.0.0.0', '169.254.1.1', '::1', '::', 'fe80::1'],
    ],
    ['IPv6 stays IPv6', ['2001:db8::5', '2001:db8::6'], ['fd01:1::1', 'fd01:1::2']],
  ])('%s', (_why, given, expected) => {
    const address = addressPseudonyms();
    expect(given.map(address)).toEqual(expected);
  });
});

const secrets = [
  'client-7f9c',
  'shop',
  'api-1',
  'api-2',
  'worker-1',
  'worker-2',
  'worker-3',
  'prod-eu',
  '10.244.',
  '192.168.10',
  '10.96.',
];

describe('redact', () => {
  it.each(Object.entries(samples).filter(([name]) => name !== 'longNames'))(
    'leaves nothing of the cluster in any output: %s',
    (_name, d) => {
      const clean = redact(d);
      for (const out of [
        JSON.stringify(clean),
        renderSvg(clean),
        renderText(clean),
        renderMarkdown(clean),
        renderHtml(clean),
      ])
        for (const secret of secrets) expect(out).not.toContain(secret);
    },
  );

  it('is the same in data and prose, and the same every time', () => {
    const d = samples.partial as Diagnosis;
    const clean = redact(d);
    const drop = clean.verdict.drops[0];
    expect(clean.verdict.sentence).toBe(
      `${drop?.node} drops the tunnel packet: its firewall accepts no VXLAN (udp/8472)`,
    );
    expect(redact(structuredClone(d))).toEqual(clean);
  });

  it('keeps what is not the cluster’s: rules, ports, devices, stages', () => {
    const text = renderText(redact(samples.partial as Diagnosis));
    for (const words of [
      '-A IN_drop -j DROP',
      'cni0',
      'flannel.1',
      'filter/INPUT',
      ':8080',
      'iptables-nft-save, line 103',
    ])
      expect(text).toContain(words);
  });

  it('finds names in comments of rules of other services, MACs and UIDs', () => {
    const d = samples.partial as Diagnosis;
    const text =
      '-A KUBE-SERVICES -m comment --comment "payments/ledger:grpc cluster IP" -j X; 0a:58:0a:f4:01:11 in 5f0c1d2e-1111-4222-8333-444455556666';
    const clean = JSON.stringify(redact({ ...d, verdict: { ...d.verdict, sentence: text } }));
    for (const secret of ['payments', 'ledger', '0a:58:0a', '5f0c1d2e']) expect(clean).not.toContain(secret);
    expect(clean).toContain('02:00:00:00:00:01');
  });
});

it('the names in the id of a link, `default/client->node-1`, are two', () => {
  const [sample] = Object.values(samples);
  const [first] = sample?.links ?? [];
  if (!sample || !first) throw new Error('no sample has a link');
  const link = { ...first, id: `${first.source}->${first.destination}` };
  const [made] = redact({ ...sample, links: [link] }).links;
  expect(made?.id).toBe(`${made?.source}->${made?.destination}`);
});
