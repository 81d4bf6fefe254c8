import { expect } from 'vitest';
import type { Parsed } from '../line.ts';

/** [reason, lines as the tool prints them, fields that the one record must have]. */
export type Rows = readonly (readonly [reason: string, text: string, record: Readonly<Record<string, unknown>>])[];

/** Every line was read, into one record with these fields; a field that is to be absent is given as undefined. */
export function expectRecord<T extends object>(parsed: Parsed<T>, fields: Readonly<Record<string, unknown>>): void {
  expect(parsed.unread).toEqual([]);
  expect(parsed.records).toHaveLength(1);
  const record: Readonly<Record<string, unknown>> = { ...parsed.records[0] };
  expect(Object.fromEntries(Object.keys(fields).map((key) => [key, record[key]]))).toEqual(fields);
}
