import type { Cluster } from '../cluster.ts';
import { text } from '../objects/field.ts';

/** Data of a ConfigMap, by names; undefined where the snapshot does not have it. */
export function configMapData(cluster: Cluster, names: readonly string[], key: string): string | undefined {
  const maps = Object.hasOwn(cluster.snapshot.objects, 'configmaps') ? cluster.snapshot.objects.configmaps : undefined;
  const found = maps?.find((m) => names.includes(m.metadata?.name) && text(m, 'data', key) !== undefined);
  return found && text(found, 'data', key);
}

/** Value of a scalar key in YAML text, at any depth. Enough for the flat settings that detection reads. */
export function yamlScalar(yaml: string, key: string): string | undefined {
  const line = yaml.match(new RegExp(`^[ \\t]*${key}:[ \\t]*(.*)$`, 'm'))?.[1];
  if (line === undefined) return undefined;
  return line
    .replace(/\s+#.*$/, '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2');
}
