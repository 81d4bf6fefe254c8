import type { Address } from '@skoop/model';

/** Every address that kube-proxy's tests have for a pod; those of one line are one pod's. */
export const POD_ADDRESSES: readonly (readonly [Address, ...Address[]])[] = [
  ['10.0.0.2', 'fd00:10::2'],
  ['10.180.0.1', 'fd00:10:180::1'],
  ['10.180.0.2'],
  ['10.180.0.3'],
  ['10.180.0.4'],
  ['10.180.0.5'],
  ['10.180.1.1'],
  ['10.180.1.2'],
  ['10.180.1.3'],
  ['10.180.2.1', 'fd00:10:180::2:1'],
  ['10.0.1.1'],
  ['10.0.1.2'],
  ['10.0.1.3'],
  ['10.0.1.5'],
];

export const podKey = (first: Address): string => `pod-${first.replaceAll('.', '-')}`;
