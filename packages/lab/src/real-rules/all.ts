import { awsVpcCni } from './aws-vpc-cni.ts';
import { ciliumRules } from './cilium.ts';
import { docker28 } from './docker-28.ts';
import { dockerClassic } from './docker-classic.ts';
import { dockerIpv6 } from './docker-ipv6.ts';
import { firewalldSets } from './firewalld.ts';
import { firewalld09 } from './firewalld-09.ts';
import { istioAmbient } from './istio-ambient.ts';
import { istioAmbientTproxy } from './istio-ambient-tproxy.ts';
import { istioSidecar } from './istio-sidecar.ts';
import { istioTproxy } from './istio-tproxy.ts';
import { kindnetSets } from './kindnet.ts';
import { kubeRouter } from './kube-router.ts';
import { mixedNat } from './mixed-nat.ts';
import { nodeLocalDns } from './node-local-dns.ts';
import type { RuleSet } from './rule-set.ts';
import { snatPorts } from './snat-ports.ts';
import { terwaySets } from './terway.ts';
import { ufwSets } from './ufw.ts';

/** Every rule set that is rebuilt, in the order of docs/real-rules.md. */
export const ruleSets: readonly RuleSet[] = [
  ...dockerClassic,
  ...docker28,
  ...dockerIpv6,
  ...ufwSets,
  ...firewalldSets,
  ...firewalld09,
  ...istioSidecar,
  ...istioTproxy,
  ...istioAmbient,
  ...istioAmbientTproxy,
  ...nodeLocalDns,
  ...awsVpcCni,
  ...terwaySets,
  ...kubeRouter,
  ...kindnetSets,
  ...ciliumRules,
  ...mixedNat,
  ...snatPorts,
];
