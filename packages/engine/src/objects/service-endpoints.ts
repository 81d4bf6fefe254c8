import { type Address, canonicalAddress, familyOf, type KubeObject } from '@skoop/model';
import { field, integer, isTrue, list, text, texts } from './field.ts';

/** Where an endpoint was read from, for evidence. */
export type EndpointOrigin = { readonly resource: 'endpointslices' | 'endpoints'; readonly name: string };

/** One address behind a Service, with the ports that its own slice gives it. */
export type ServiceEndpoint = {
  readonly address: Address;
  /** Name of the service port -> number and protocol (`tcp`). Slices of one service may map one name differently. */
  readonly ports: readonly { readonly name: string; readonly protocol: string; readonly port: number }[];
  /** Conditions as kube-proxy reads them: absent ready means ready, absent serving means as ready, absent terminating means not. */
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly node: string;
  readonly zone?: string;
  /** `hints.forZones` and `hints.forNodes`. */
  readonly zones: readonly string[];
  readonly nodes: readonly string[];
  /** `<namespace>/<name>` of the pod that it stands for. */
  readonly pod?: string;
  readonly origin: EndpointOrigin;
};

/** Endpoints of every service, by `<namespace>/<service>`. */
export type EndpointsByService = ReadonlyMap<string, readonly ServiceEndpoint[]>;

export function readSlices(objects: readonly KubeObject[]): EndpointsByService {
  const out = new Map<string, ServiceEndpoint[]>();
  for (const slice of objects) {
    const service = text(slice, 'metadata', 'labels', 'kubernetes.io/service-name');
    if (service === undefined || text(slice, 'addressType') === 'FQDN') continue;
    const namespace = text(slice, 'metadata', 'namespace') ?? 'default';
    const origin: EndpointOrigin = { resource: 'endpointslices', name: text(slice, 'metadata', 'name') ?? '' };
    const ports = readPorts(list(slice, 'ports'));
    const into = bucket(out, `${namespace}/${service}`);
    for (const endpoint of list(slice, 'endpoints')) {
      const ready = field(endpoint, ['conditions', 'ready']) !== false;
      const serving = field(endpoint, ['conditions', 'serving']);
      // Only the first address of an endpoint is used: EndpointSlice API, "consumers must handle fungible addresses".
      const address = canonicalAddress(texts(endpoint, 'addresses')[0] ?? '');
      if (address === undefined) continue;
      into.push({
        address,
        ports,
        ready,
        serving: serving === undefined || serving === null ? ready : serving === true,
        terminating: isTrue(endpoint, 'conditions', 'terminating'),
        node: text(endpoint, 'nodeName') ?? text(endpoint, 'topology', 'kubernetes.io/hostname') ?? '',
        zone: text(endpoint, 'zone') ?? text(endpoint, 'topology', 'topology.kubernetes.io/zone'),
        zones: list(endpoint, 'hints', 'forZones').flatMap((z) => text(z, 'name') ?? []),
        nodes: list(endpoint, 'hints', 'forNodes').flatMap((n) => text(n, 'name') ?? []),
        pod: podOf(field(endpoint, ['targetRef']), namespace),
        origin,
      });
    }
  }
  return distinct(out);
}

/** Endpoints objects, which clusters before 1.21 have alone. */
export function readEndpoints(objects: readonly KubeObject[]): EndpointsByService {
  const out = new Map<string, ServiceEndpoint[]>();
  for (const object of objects) {
    const name = text(object, 'metadata', 'name') ?? '';
    const namespace = text(object, 'metadata', 'namespace') ?? 'default';
    const into = bucket(out, `${namespace}/${name}`);
    for (const subset of list(object, 'subsets')) {
      const ports = readPorts(list(subset, 'ports'));
      for (const [key, ready] of [
        ['addresses', true],
        ['notReadyAddresses', false],
      ] as const) {
        for (const entry of list(subset, key)) {
          const address = canonicalAddress(text(entry, 'ip') ?? '');
          if (address === undefined) continue;
          into.push({
            address,
            ports,
            ready,
            serving: ready,
            terminating: false,
            node: text(entry, 'nodeName') ?? '',
            zones: [],
            nodes: [],
            pod: podOf(field(entry, ['targetRef']), namespace),
            origin: { resource: 'endpoints', name },
          });
        }
      }
    }
  }
  return distinct(out);
}

function readPorts(ports: readonly unknown[]): ServiceEndpoint['ports'] {
  return ports.flatMap((p) => {
    const port = integer(p, 'port');
    return port === undefined
      ? []
      : { name: text(p, 'name') ?? '', protocol: (text(p, 'protocol') ?? 'TCP').toLowerCase(), port };
  });
}

function podOf(ref: unknown, namespace: string): string | undefined {
  const name = text(ref, 'name');
  return text(ref, 'kind') === 'Pod' && name !== undefined
    ? `${text(ref, 'namespace') ?? namespace}/${name}`
    : undefined;
}

function bucket(map: Map<string, ServiceEndpoint[]>, key: string): ServiceEndpoint[] {
  const found = map.get(key);
  if (found) return found;
  const made: ServiceEndpoint[] = [];
  map.set(key, made);
  return made;
}

/** One address may stand in two slices while it moves between them: kube-proxy knows each address and port once. */
function distinct(map: Map<string, ServiceEndpoint[]>): EndpointsByService {
  for (const [key, endpoints] of map) {
    const seen = new Map<string, ServiceEndpoint>();
    for (const e of endpoints) {
      const id = `${e.address} ${e.ports.map((p) => `${p.name}/${p.protocol}/${p.port}`).join()}`;
      const before = seen.get(id);
      if (!before || (!before.ready && e.ready)) seen.set(id, e);
    }
    map.set(
      key,
      [...seen.values()].toSorted(
        (a, b) => familyOf(a.address) - familyOf(b.address) || compareText(a.address, b.address),
      ),
    );
  }
  return map;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
