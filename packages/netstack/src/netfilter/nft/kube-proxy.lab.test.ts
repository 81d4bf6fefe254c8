import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRouterLab } from '../testing/router-lab.ts';
import { agrees, CLEAN, labWord, modelWord, predict, readRules } from '../testing/router-model.ts';
import type { LabQuestion, RouterLab } from '../testing/router-question.ts';
import { kubeProxyRules } from './testing/kube-proxy-rules.ts';

let lab: RouterLab;
beforeAll(async () => {
  lab = await startRouterLab();
});
afterAll(() => lab?.close());

const ask = (address: string, port: number, more: Partial<LabQuestion> = {}): LabQuestion => ({
  protocol: 'tcp',
  address,
  port,
  ...more,
});

/** Why, question, who asks (`c` a client outside, `r` the node itself), how many ways it may go. */
const CASES: readonly (readonly [why: string, question: LabQuestion, from: 'c' | 'r', ways: number])[] = [
  ['a cluster IP reaches one of two endpoints', ask('10.2.0.110', 80), 'c', 2],
  ['the same over UDP', ask('10.2.0.110', 80, { protocol: 'udp' }), 'c', 1],
  ['the node itself asks a cluster IP', ask('10.2.0.110', 80), 'r', 2],
  ['IPv6 has its own table', ask('fd02::110', 80), 'c', 2],
  ['a node port is masqueraded', ask('10.1.0.1', 30080), 'c', 2],
  ['an IPv6 node port', ask('fd01::1', 30080), 'c', 2],
  ['an address that is no node port address', ask('10.2.0.2', 30080), 'c', 1],
  ['no endpoints: rejected', ask('10.2.0.111', 80), 'c', 1],
  ['no endpoints, asked by the node', ask('10.2.0.111', 80), 'r', 1],
  ['no endpoints, IPv6', ask('fd02::111', 80), 'c', 1],
  ['no endpoints, node port', ask('10.1.0.1', 30081), 'c', 1],
  ['no local endpoints: dropped', ask('10.2.0.112', 80), 'c', 1],
  ['a port that the service does not have', ask('10.2.0.110', 81), 'c', 1],
  ['a port that the service does not have, asked by the node', ask('10.2.0.110', 81), 'r', 1],
  ['an address of the service range without a service', ask('10.2.0.126', 80), 'c', 1],
  ['source ranges let this client in', ask('10.2.0.113', 80), 'c', 1],
  ['source ranges shut this client out', ask('10.2.0.114', 80), 'c', 1],
  ['affinity: nothing remembered', ask('10.2.0.115', 80), 'c', 2],
  ['affinity: the endpoint of the question before', ask('10.2.0.115', 80), 'c', 1],
  ['affinity over IPv6', ask('fd02::115', 80), 'c', 2],
  ['affinity over IPv6, remembered', ask('fd02::115', 80), 'c', 1],
  ['the node asks its own node port', ask('10.1.0.1', 30080), 'r', 2],
  ['the node asks its loopback: no node port there', ask('127.0.0.1', 30080), 'r', 1],
  ['source ranges shut the node itself out', ask('10.2.0.113', 80), 'r', 1],
  ['traffic without a service', ask('10.2.0.2', 80), 'c', 1],
];

describe.each([['listed'], ['all']] as const)('node port addresses: %s', (nodePortAddresses) => {
  beforeAll(() => {
    const rules = ([4, 6] as const).map((family) => kubeProxyRules(family, nodePortAddresses));
    lab.sh(CLEAN);
    lab.sh(`nft -f - <<'END'\n${rules.join('\n')}\nEND`);
  });
  test.each(CASES)('%s', async (_why, question, from, ways) => {
    lab.sh('conntrack -F 2>/dev/null || true');
    const rules = readRules(lab);
    const branches = predict(rules, question, from).branches;
    const model = [...new Set(branches.map((b) => modelWord(b.result, question)))];
    const kernel = labWord(await lab.ask(question, from), question);
    expect(model.some((m) => agrees(kernel, m, question)) ? kernel : model).toEqual(kernel);
    if (question.protocol === 'tcp') expect(model).toHaveLength(ways);
  });
});
