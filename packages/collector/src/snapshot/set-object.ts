import type { SnapshotEdit } from '@skoop/model';
import { decodeText, encodeText } from '../text-decoder.ts';
import { noSuchPlace } from './edit-error.ts';

export type ObjectEdit = Extract<SnapshotEdit, { readonly kind: 'set-object' }>;

const FORBIDDEN = new Set<string | number>(['__proto__', 'constructor', 'prototype']);

/** A list with one value of one object set, or removed where the value is undefined. */
export function setObject(bytes: Uint8Array, edit: ObjectEdit): Uint8Array {
  let list: unknown;
  try {
    list = JSON.parse(decodeText(bytes));
  } catch {
    throw noSuchPlace(`objects/${edit.resource}.json is no JSON`);
  }
  const items: unknown = isRecord(list) && Array.isArray(list.items) ? list.items : list;
  const object = (Array.isArray(items) ? items : [items]).find(
    (item) =>
      isRecord(item) &&
      isRecord(item.metadata) &&
      item.metadata.name === edit.name &&
      (item.metadata.namespace ?? '') === edit.namespace,
  );
  if (object === undefined) throw noSuchPlace(`there is no ${edit.resource} ${edit.namespace}/${edit.name}`);
  setPath(object, edit.path, edit.value);
  return encodeText(JSON.stringify(list));
}

function setPath(root: unknown, path: readonly (string | number)[], value: unknown): void {
  const last = path.at(-1);
  if (last === undefined || path.some((key) => FORBIDDEN.has(key))) throw noSuchPlace('the path is not allowed');
  let at: unknown = root;
  path.slice(0, -1).forEach((key, i) => {
    const next = child(at, key);
    if (next === undefined) put(at, key, typeof path[i + 1] === 'number' ? [] : {});
    at = child(at, key);
  });
  put(at, last, value);
}

function child(at: unknown, key: string | number): unknown {
  if (typeof at !== 'object' || at === null) throw noSuchPlace(`there is nothing at ${key}`);
  return Object.hasOwn(at, key) ? (at as Record<string | number, unknown>)[key] : undefined;
}

function put(at: unknown, key: string | number, value: unknown): void {
  if (typeof at !== 'object' || at === null) throw noSuchPlace(`there is nothing at ${key}`);
  if (Array.isArray(at) && (typeof key !== 'number' || key < 0 || key > at.length))
    throw noSuchPlace(`a list has no place ${key}`);
  if (value !== undefined) (at as Record<string | number, unknown>)[key] = value;
  else if (Array.isArray(at)) at.splice(Number(key), 1);
  else delete (at as Record<string | number, unknown>)[key];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
