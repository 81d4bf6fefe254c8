import type { ActionType, LinkPacket } from '@skoop/model';
import type { Destination, Link, NetNodeInfo } from '../net-node.ts';
import type { NetNodeManager } from '../net-node-manager.ts';

export type PromisedLink = { readonly link: Link; readonly share: number };
export type PromisedServer = { readonly at: NetNodeInfo; readonly packet: LinkPacket; readonly share: number };
export type PromisedRefusal = {
  readonly at: NetNodeInfo;
  readonly how: 'reject' | 'drop';
  readonly cause: string;
  readonly why: string;
  readonly share: number;
};
export type PromisedAct = { readonly at: NetNodeInfo; readonly upstream?: Link; readonly action: ActionType };

/** The path that objects and plugin promise, walked over NetNodes. */
export type PromisedPath = {
  readonly links: readonly PromisedLink[];
  readonly servers: readonly PromisedServer[];
  readonly refusals: readonly PromisedRefusal[];
  readonly acts: readonly PromisedAct[];
  /** A NetNode that the objects do not know, where the promise ends. */
  readonly unknown: readonly NetNodeInfo[];
};

/** Hops after which a promise goes in circles, and stations after which it is cut. */
const LONGEST = 16;
const MOST = 20_000;

export function promisedPath(
  manager: NetNodeManager,
  source: NetNodeInfo,
  destination: Destination,
  protocol: string,
): PromisedPath {
  const out = {
    links: [] as PromisedLink[],
    servers: [] as PromisedServer[],
    refusals: [] as PromisedRefusal[],
    acts: [] as PromisedAct[],
    unknown: [] as NetNodeInfo[],
  };
  type Visit = { at: NetNodeInfo; upstream?: Link; share: number; depth: number };
  const queue: Visit[] = [{ at: source, share: 1, depth: 0 }];
  for (let i = 0; i < queue.length && i < MOST; i++) {
    const { at, upstream, share, depth } = queue[i] as Visit;
    const node = manager.get(at);
    if (!node) {
      out.unknown.push(at);
      continue;
    }
    const next = upstream ? node.action.receive(upstream) : node.action.send(destination, protocol);
    const packet: LinkPacket = upstream?.packet ?? {
      src: '',
      dst: destination.address,
      dport: destination.port,
      protocol,
    };
    for (const t of next) {
      const part = share * t.share;
      out.acts.push({ at, upstream, action: t.kind === 'link' ? t.action : t.kind === 'serve' ? 'serve' : 'service' });
      if (t.kind === 'serve') out.servers.push({ at, packet: t.packet ?? packet, share: part });
      else if (t.kind === 'refuse') out.refusals.push({ at, how: t.how, cause: t.cause, why: t.why, share: part });
      else {
        out.links.push({ link: t.link, share: part });
        if (depth < LONGEST) queue.push({ at: t.link.destination, upstream: t.link, share: part, depth: depth + 1 });
      }
    }
  }
  return out;
}
