import type { Address, Assumption, Endpoint, EndpointType } from '@skoop/model';
import type { Pod } from '../objects/pod.ts';
import type { Service } from '../objects/service.ts';
import type { ServiceEndpoint } from '../objects/service-endpoints.ts';

/** What a name stands for, with every address that it could be called by: one is chosen when the other side is known. */
export type Resolution = {
  readonly given: string;
  readonly type: EndpointType;
  readonly addresses: readonly Address[];
  readonly namespace?: string;
  readonly name?: string;
  readonly node?: string;
  readonly pod?: Pod;
  readonly service?: Service;
  readonly serviceAddress?: Endpoint['serviceAddress'];
  /** Endpoints of a headless service: DNS gives each with equal share. */
  readonly headless?: readonly ServiceEndpoint[];
  readonly assumptions?: readonly Assumption[];
};

export const endpointOf = (r: Resolution, address: Address): Endpoint => ({
  given: r.given,
  type: r.type,
  address,
  ...(r.namespace === undefined ? {} : { namespace: r.namespace }),
  ...(r.name === undefined ? {} : { name: r.name }),
  ...(r.node === undefined || r.node === '' ? {} : { node: r.node }),
  ...(r.serviceAddress === undefined ? {} : { serviceAddress: r.serviceAddress }),
});
