import type { Finding } from '../finding.ts';
import { brNetfilterOff } from './br-netfilter-off.ts';
import { conntrackFull } from './conntrack-full.ts';
import { conntrackInvalidReset } from './conntrack-invalid-reset.ts';
import { conntrackStaleUdp } from './conntrack-stale-udp.ts';
import { deliveredElsewhere } from './delivered-elsewhere.ts';
import { duplicatePodIp } from './duplicate-pod-ip.ts';
import { externalipHijack } from './externalip-hijack.ts';
import { externalnameLoop } from './externalname-loop.ts';
import { firewallRuleDrops } from './firewall-rule-drops.ts';
import { forwardPolicyDrop } from './forward-policy-drop.ts';
import { hairpinOff } from './hairpin-off.ts';
import { hostportConflict } from './hostport-conflict.ts';
import { ipForwardOff } from './ip-forward-off.ts';
import { kubeProxyStale } from './kube-proxy-stale.ts';
import { listensOnLoopback } from './listens-on-loopback.ts';
import { localPolicyNoEndpoint } from './local-policy-no-endpoint.ts';
import { mixedIptablesBackends } from './mixed-iptables-backends.ts';
import { mtuTooLarge } from './mtu-too-large.ts';
import { neighbourTableFull } from './neighbour-table-full.ts';
import { nodeBehindOwnDevice } from './node-behind-own-device.ts';
import { nothingListens } from './nothing-listens.ts';
import { overlayPortBlocked } from './overlay-port-blocked.ts';
import { pluginStateDiffers } from './plugin-state-differs.ts';
import { podCidrOverlap } from './pod-cidr-overlap.ts';
import { policyBlocksDns } from './policy-blocks-dns.ts';
import { policyDenies } from './policy-denies.ts';
import { policyRouteMissing } from './policy-route-missing.ts';
import { rpFilterAsymmetric } from './rp-filter-asymmetric.ts';
import { serviceNoEndpoints } from './service-no-endpoints.ts';
import { servicePortUnknown } from './service-port-unknown.ts';
import { snatPortRace } from './snat-port-race.ts';
import { sourceRangeBlocks } from './source-range-blocks.ts';
import { targetPortMismatch } from './target-port-mismatch.ts';
import { tunnelEntryMissing } from './tunnel-entry-missing.ts';
import { vxlanChecksumOffload } from './vxlan-checksum-offload.ts';
import { wrongNodeAddress } from './wrong-node-address.ts';

/** Every finding, in the order in which causes are preferred where several explain one loss: the most specific first. */
export const assertions: readonly Finding[] = [
  serviceNoEndpoints,
  localPolicyNoEndpoint,
  sourceRangeBlocks,
  duplicatePodIp,
  listensOnLoopback,
  targetPortMismatch,
  policyDenies,
  overlayPortBlocked,
  mixedIptablesBackends,
  conntrackInvalidReset,
  forwardPolicyDrop,
  ipForwardOff,
  rpFilterAsymmetric,
  brNetfilterOff,
  hairpinOff,
  mtuTooLarge,
  wrongNodeAddress,
  tunnelEntryMissing,
  kubeProxyStale,
  servicePortUnknown,
  nodeBehindOwnDevice,
  nothingListens,
  firewallRuleDrops,
  deliveredElsewhere,
  pluginStateDiffers,
  policyBlocksDns,
  podCidrOverlap,
  conntrackFull,
  neighbourTableFull,
  conntrackStaleUdp,
  snatPortRace,
  vxlanChecksumOffload,
  policyRouteMissing,
  hostportConflict,
  externalipHijack,
  externalnameLoop,
];
