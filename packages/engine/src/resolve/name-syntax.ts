import { type Address, canonicalAddress } from '@skoop/model';

/** What a person may write for an endpoint, by its form alone. */
export type Reference =
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  /** `ns/name`: a pod, else a service. */
  | { readonly kind: 'namespaced'; readonly namespace: string; readonly name: string }
  /** `web.default.svc[.domain]` */
  | { readonly kind: 'service-dns'; readonly namespace: string; readonly name: string }
  /** `web-0.web.default.svc[.domain]`: one pod of a headless service. */
  | { readonly kind: 'pod-dns'; readonly namespace: string; readonly service: string; readonly hostname: string }
  /** Digits and dots, or colons: meant as an address, and none. */
  | { readonly kind: 'no-address'; readonly text: string }
  /** A single word, or one with dots: a service (`web`, `web.ns`), a pod of the default namespace, a node. */
  | { readonly kind: 'word'; readonly word: string };

const KINDS: Readonly<Record<string, 'pod' | 'service' | 'node'>> = {
  pod: 'pod',
  pods: 'pod',
  po: 'pod',
  svc: 'service',
  service: 'service',
  services: 'service',
  node: 'node',
  nodes: 'node',
  no: 'node',
};

export function parseReference(given: string): Reference {
  const text = given.trim();
  const address = canonicalAddress(text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text);
  if (address !== undefined) return { kind: 'address', address: unmapped(address) };
  if (/^[\d.]+(:\d+|\/\d+)?$/.test(text) || /^[\da-fA-F:.]*:[\da-fA-F:.]*$/.test(text))
    return { kind: 'no-address', text };
  const parts = text.split('/');
  const kind = Object.hasOwn(KINDS, parts[0] ?? '') ? KINDS[parts[0] ?? ''] : undefined;
  if (parts.length === 3 && (kind === 'pod' || kind === 'service'))
    return { kind, namespace: parts[1] ?? '', name: parts[2] ?? '' };
  if (parts.length === 2 && kind === 'node') return { kind, name: parts[1] ?? '' };
  if (parts.length === 2 && kind) return { kind, namespace: 'default', name: parts[1] ?? '' } as Reference;
  if (parts.length === 2) return { kind: 'namespaced', namespace: parts[0] ?? '', name: parts[1] ?? '' };
  return parseDns(text.endsWith('.') ? text.slice(0, -1) : text);
}

/** docs: "DNS for Services and Pods". */
function parseDns(text: string): Reference {
  const labels = text.split('.');
  const svc = labels.indexOf('svc');
  if (svc === 2) return { kind: 'service-dns', namespace: labels[1] ?? '', name: labels[0] ?? '' };
  if (svc === 3)
    return { kind: 'pod-dns', namespace: labels[2] ?? '', service: labels[1] ?? '', hostname: labels[0] ?? '' };
  if (labels[2] === 'pod' && labels.length >= 3) {
    const head = labels[0] ?? '';
    const address = canonicalAddress(head.replaceAll('-', '.')) ?? canonicalAddress(head.replaceAll('-', ':'));
    if (address !== undefined) return { kind: 'address', address };
  }
  return { kind: 'word', word: text };
}

/** `::ffff:10.0.0.1` is IPv4 on the wire. */
const unmapped = (address: Address): Address =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
