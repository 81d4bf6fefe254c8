import type { NamespaceDump } from '@skoop/model';

/** `<node>//<namespace id>`: names one network namespace of the whole cluster. */
export type NetnsKey = string & { readonly __netns?: never };
export const netnsKey = (node: string, id: string): NetnsKey => `${node}//${id}`;

/**
 * One Linux network namespace. Everything that is computed from the dump (route tables, rule sets, ...) lives in the file that
 * understands it and is memoised by the dump: `const fib = memoise((dump) => ...)`.
 */
export type Namespace = {
  readonly key: NetnsKey;
  readonly node: string;
  /** `host` or `<namespace>/<pod>`: how traces and drops name it. */
  readonly label: string;
  /** `uname -r` of the node. */
  readonly kernel: string;
  readonly dump: NamespaceDump;
};

/** Computes a view of a dump once; a changed dump is another object and is computed anew. */
export function memoise<T>(compute: (dump: NamespaceDump) => T): (ns: { readonly dump: NamespaceDump }) => T {
  const cache = new WeakMap<NamespaceDump, { readonly value: T }>();
  return (ns) => {
    const hit = cache.get(ns.dump);
    if (hit) return hit.value;
    const value = compute(ns.dump);
    cache.set(ns.dump, { value });
    return value;
  };
}
