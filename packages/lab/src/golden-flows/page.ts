import { fileURLToPath } from 'node:url';
import { allScenarios } from './all-scenarios.ts';
import { kernelExpected } from './declared.ts';
import { type GoldenRecording, recordingKey } from './recording.ts';
import { expectedOf } from './seen.ts';
import { suits, VARIANTS } from './variants.ts';

export const PAGE = fileURLToPath(new URL('../../../../docs/kube-proxy-flows.md', import.meta.url));

const HEAD = `# kube-proxy's golden flows

kube-proxy's own unit tests (\`runPacketFlowTests\` in \`pkg/proxy/iptables\` and \`pkg/proxy/nftables\`) say of small clusters which endpoints a packet may go to, whether it is
masqueraded, dropped or refused. The same services, flags and flows are tables in \`packages/lab/src/golden-flows\`. \`kube-proxy*.ts\` of the lab writes what kube-proxy would:
iptables mode with its flags (local traffic by CIDR, bridge or interface prefix, node port addresses, localhost node ports, masquerade-all, large clusters, counters, endpoints that are
going, topology hints), and five layouts of the nftables table, from the first alpha to the newest.

* \`npm run record-golden-flows\` (root) loads each rule set into a node's namespaces, collects it with \`collect.sh\`, and asks the kernel every flow, often enough to meet every endpoint.
  It writes \`packages/lab/recordings/kube-proxy-flows\` and this page.
* \`golden-flows.test.ts\` replays it: expectation, kernel and Skoop have to say the same of each flow. It asks every scenario in the newest rules of each mode and some in all;
  \`SKOOP_ALL_FLOWS=1\` asks everything. \`golden-flows.lab.test.ts\` asks one scenario of the kernel anew.
* \`stale-rules.test.ts\` lets the cluster change after the rules were written: \`kube-proxy-stale\` is found in each variant, and not where nothing changed.
* ipvs mode has no such tables. It is recorded on a kernel that has IPVS: [other kernels](other-kernels.md).

`;

const NOTES = `
Not asked of Skoop: SCTP, and a packet from a load balancer's address to itself, which no client sends. Cluster addresses are asked from outside with \`--generic-service-routes true\`, because
else routers outside do not know them.
`;

/** The page, with what was recorded counted. */
export function flowsPage(recording: GoldenRecording): string {
  const rows = VARIANTS.map((variant) => {
    const scenarios = allScenarios.filter((s) => suits(variant, s));
    const flows = scenarios.flatMap((s) => s.flows.map((flow, i) => ({ s, flow, i })));
    const asked = flows.filter(({ s, i }) => recording.scenarios[recordingKey(variant, s)]?.kernel[i] != null);
    const other = flows.filter(({ s, flow }) => kernelExpected(flow, s, variant) !== expectedOf(flow, variant));
    return `| ${variant.name} | ${scenarios.length} | ${flows.length} | ${asked.length} | ${other.length} |\n`;
  });
  return `${HEAD}## Recorded

Kernel ${recording.kernel}. The last column counts flows in which the kernel does other than kube-proxy's tests expect: they leave OUTPUT out, and before 1.34 the tables of nftables mode
filtered what the node itself sends before they translated it.

| rules | scenarios | flows | asked of the kernel | kernel differs |
|---|---|---|---|---|
${rows.join('')}${NOTES}`;
}
