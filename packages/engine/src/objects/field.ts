/**
 * Reading of untrusted JSON, as Kubernetes objects in a snapshot are: anybody may have written them. Only own properties are
 * followed, and a value of an unexpected kind is as good as none.
 */
export type Path = readonly (string | number)[];

export function field(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[key];
  }
  return at;
}

export function text(value: unknown, ...path: Path): string | undefined {
  const found = field(value, path);
  return typeof found === 'string' ? found : undefined;
}

export function integer(value: unknown, ...path: Path): number | undefined {
  const found = field(value, path);
  return typeof found === 'number' && Number.isInteger(found) ? found : undefined;
}

export const isTrue = (value: unknown, ...path: Path): boolean => field(value, path) === true;

export function list(value: unknown, ...path: Path): readonly unknown[] {
  const found = field(value, path);
  return Array.isArray(found) ? found : [];
}

export const texts = (value: unknown, ...path: Path): readonly string[] =>
  list(value, ...path).filter((x): x is string => typeof x === 'string');

/** A map of strings, as labels and annotations are. */
export function textMap(value: unknown, ...path: Path): ReadonlyMap<string, string> {
  const found = field(value, path);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return new Map();
  return new Map(Object.entries(found).filter((e): e is [string, string] => typeof e[1] === 'string'));
}
