import { awsVpcCni } from './aws-vpc-cni.ts';
import { dockerClassic } from './docker-classic.ts';
import { firewalldSets } from './firewalld.ts';
import { istioSidecar } from './istio-sidecar.ts';
import { kubeRouter } from './kube-router.ts';
import { nodeLocalDns } from './node-local-dns.ts';
import type { RuleSet } from './rule-set.ts';
import { ufwSets } from './ufw.ts';

/** Every rule set that is rebuilt, in the order of docs/real-rules.md. */
export const ruleSets: readonly RuleSet[] = [
  ...dockerClassic,
  ...ufwSets,
  ...firewalldSets,
  ...istioSidecar,
  ...nodeLocalDns,
  ...awsVpcCni,
  ...kubeRouter,
];
