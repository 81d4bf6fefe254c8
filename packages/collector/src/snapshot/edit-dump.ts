import type { SnapshotEdit } from '@skoop/model';
import { type FramedSection, readFrame } from '../frame.ts';
import { decodeText, encodeText } from '../text-decoder.ts';
import { noSuchPlace } from './edit-error.ts';
import { groupBy } from './group-by.ts';

export type LineEdit = Exclude<SnapshotEdit, { readonly kind: 'set-object' }>;

/** A dump with some lines changed, added or removed, and the byte counts of its frame set right. */
export function editDump(bytes: Uint8Array, edits: readonly LineEdit[]): Uint8Array {
  const framed = readFrame(bytes, decodeText);
  if (!framed) throw noSuchPlace('the dump cannot be read');
  const pieces: { readonly from: number; readonly to: number; readonly bytes: Uint8Array }[] = [];
  for (const [place, list] of groupBy(edits, (e) => `${e.netns} ${e.section}`)) {
    const [first] = list;
    const namespace = framed.namespaces.find((n) => n.id === first?.netns);
    const section = namespace?.sections.find((s) => s.name === first?.section);
    if (!section) throw noSuchPlace(`there is no section ${place} in the dump`);
    if (section.name === 'nft-json' || section.name === 'nft-ruleset')
      throw noSuchPlace('rules of nftables can only be tried on the node itself');
    const text = editLines(decodeText(bytes.subarray(section.start, section.end)), list);
    pieces.push({ from: section.start, to: section.end, bytes: encodeText(text) });
    pieces.push(countOf(bytes, section, encodeText(text).length));
  }
  pieces.sort((a, b) => a.from - b.from);
  return splice(bytes, pieces);
}

function editLines(text: string, edits: readonly LineEdit[]): string {
  const ended = text === '' || text.endsWith('\n');
  const lines = text === '' ? [] : (ended ? text.slice(0, -1) : text).split('\n');
  const after = new Map<number, string[]>();
  const out: string[] = [];
  const replaced = new Map<number, string | undefined>();
  for (const edit of edits) {
    const lowest = edit.kind === 'insert-after' ? 0 : 1;
    if (!Number.isInteger(edit.line) || edit.line < lowest || edit.line > lines.length)
      throw noSuchPlace(`section ${edit.section} has no line ${edit.line}`);
    if (edit.kind === 'delete-line') replaced.set(edit.line, undefined);
    else if (edit.kind === 'replace-line') replaced.set(edit.line, edit.text);
    else after.set(edit.line, [...(after.get(edit.line) ?? []), edit.text]);
  }
  out.push(...(after.get(0) ?? []));
  lines.forEach((line, i) => {
    const number = i + 1;
    const text = replaced.has(number) ? replaced.get(number) : line;
    if (text !== undefined) out.push(text);
    out.push(...(after.get(number) ?? []));
  });
  return out.length === 0 ? '' : `${out.join('\n')}${ended ? '\n' : ''}`;
}

/** The `bytes=N` of the section's end marker, which begins after the line feed that follows its content. */
function countOf(bytes: Uint8Array, section: FramedSection, length: number) {
  const from = section.end + 1;
  const stop = bytes.indexOf(10, from);
  const to = stop < 0 ? bytes.length : stop;
  const marker = decodeText(bytes.subarray(from, to)).replace(/ bytes=\d+/, ` bytes=${length}`);
  return { from, to, bytes: encodeText(marker) };
}

function splice(
  bytes: Uint8Array,
  pieces: readonly { readonly from: number; readonly to: number; readonly bytes: Uint8Array }[],
): Uint8Array {
  const out = new Uint8Array(pieces.reduce((n, p) => n + p.bytes.length - (p.to - p.from), bytes.length));
  let read = 0;
  let written = 0;
  for (const piece of pieces) {
    const kept = bytes.subarray(read, piece.from);
    out.set(kept, written);
    out.set(piece.bytes, written + kept.length);
    written += kept.length + piece.bytes.length;
    read = piece.to;
  }
  out.set(bytes.subarray(read), written);
  return out;
}
