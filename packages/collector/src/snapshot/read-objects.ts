import type { Gap, KubeObject } from '@skoop/model';
import { decodeText } from '../text-decoder.ts';

export type ReadObjects = { readonly items: readonly KubeObject[]; readonly gaps: readonly Gap[] };

export const objectGap = (id: string, message: string, action: string): Gap => ({
  id,
  node: '',
  netns: '',
  message,
  action,
});

/** A list as `kubectl get RESOURCE -A -o json` prints it. What is no object is left out and becomes a gap. */
export function readObjects(resource: string, bytes: Uint8Array): ReadObjects {
  const again = `Run \`kubectl get ${resource} -A -o json > objects/${resource}.json\` again.`;
  const bad = (why: string): ReadObjects => ({
    items: [],
    gaps: [objectGap('objects-not-readable', `objects/${resource}.json ${why}, so no ${resource} are known.`, again)],
  });
  if (bytes.length === 0) return bad('is empty');
  let value: unknown;
  try {
    value = JSON.parse(decodeText(bytes).replace(/^\uFEFF/, ''));
  } catch {
    return bad('is no JSON (was it cut off?)');
  }
  const list = Array.isArray(value)
    ? value
    : isRecord(value)
      ? (value.items ?? (isObject(value) ? [value] : undefined))
      : undefined;
  if (!Array.isArray(list)) return bad('is no list of Kubernetes objects');
  const items = list.filter(isObject);
  for (const item of items) delete (item.metadata as Record<string, unknown>).managedFields;
  const wrong = list.length - items.length;
  if (wrong === 0) return { items, gaps: [] };
  const first = list.findIndex((item) => !isObject(item));
  return {
    items,
    gaps: [
      objectGap(
        'object-malformed',
        `${wrong} of ${list.length} items of objects/${resource}.json (the first is number ${first + 1}) are no Kubernetes objects with a metadata.name and were left out.`,
        again,
      ),
    ],
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';

function isObject(value: unknown): value is KubeObject {
  if (!isRecord(value) || !Object.hasOwn(value, 'metadata') || !isRecord(value.metadata)) return false;
  const { name, namespace, uid } = value.metadata;
  return typeof name === 'string' && name !== '' && isText(namespace) && isText(uid);
}
