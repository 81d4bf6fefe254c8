import type { ActionType, Address, LinkPacket, LinkType, PathNode } from '@skoop/model';

/** A pod, a Kubernetes node, or something outside, as a station of the promised path. */
export type NetNodeInfo = {
  readonly type: PathNode['type'];
  /** `default/web-0`, the node's name, or the address. */
  readonly id: string;
  /** Kubernetes node that it belongs to; '' outside. */
  readonly node: string;
};

/** A promised link: what leaves one NetNode for the next, with the header that it should have there. */
export type Link = {
  readonly type: LinkType;
  readonly source: NetNodeInfo;
  readonly destination: NetNodeInfo;
  /** `interface`, and what else the plugin knows of its end. */
  readonly sourceAttributes: Readonly<Record<string, string>>;
  readonly destinationAttributes: Readonly<Record<string, string>>;
  readonly packet: LinkPacket;
};

/** Where a packet wants to go: the header's destination as this NetNode sees it. */
export type Destination = { readonly address: Address; readonly port?: number };

/** What a NetNode promises to do with a packet. `share` is of the packets that came to it. */
export type Transmission =
  | {
      readonly kind: 'link';
      readonly action: Exclude<ActionType, 'serve'>;
      readonly link: Link;
      readonly share: number;
    }
  /** `packet`: as the server sees it, where it was translated on this very NetNode. */
  | { readonly kind: 'serve'; readonly share: number; readonly packet?: LinkPacket }
  | {
      readonly kind: 'refuse';
      readonly how: 'reject' | 'drop';
      readonly cause: string;
      readonly why: string;
      readonly share: number;
    };

/** The seed's interface: how a plugin's pods and nodes send and receive. */
export type NetNodeAction = {
  send(destination: Destination, protocol: string): readonly Transmission[];
  receive(upstream: Link): readonly Transmission[];
};

/** A NetNode of the promise. */
export type NetNode = { readonly info: NetNodeInfo; readonly action: NetNodeAction };

export const podInfo = (pod: { readonly key: string; readonly node: string }): NetNodeInfo => ({
  type: 'pod',
  id: pod.key,
  node: pod.node,
});
export const nodeInfo = (name: string): NetNodeInfo => ({ type: 'node', id: name, node: name });
export const externalInfo = (address: Address): NetNodeInfo => ({ type: 'external', id: address, node: '' });
