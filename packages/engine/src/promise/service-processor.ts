import type { Address } from '@skoop/model';
import type { Service, ServicePort } from '../objects/service.ts';
import type { ServiceEndpoint } from '../objects/service-endpoints.ts';

/** A packet for a service, at the node that translates it. */
export type ServiceCall = {
  readonly service: Service;
  readonly port: ServicePort;
  readonly as: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalIP';
  /** The address called. */
  readonly address: Address;
  readonly node: string;
  readonly source: Address;
};

export type PromisedEndpoint = { readonly endpoint: ServiceEndpoint; readonly port: number; readonly share: number };

/** What the objects promise for a call. */
export type ServicePromise =
  | {
      readonly kind: 'endpoints';
      readonly endpoints: readonly PromisedEndpoint[];
      /** The server sees the node's address instead of the client's. */
      readonly masquerade: boolean;
      /** `ready`, or why these: terminating ones because none is ready, those of the zone, those of the node. */
      readonly choice: string;
    }
  | { readonly kind: 'reject'; readonly why: string }
  | { readonly kind: 'drop'; readonly cause: 'no-local-endpoint' | 'source-range'; readonly why: string };

/** Turns service calls into endpoints, as the cluster's implementation of Services promises to. */
export type ServiceProcessor = { readonly name: string; process(call: ServiceCall): ServicePromise };
