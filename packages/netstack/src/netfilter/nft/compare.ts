import { type Answer, all, answerOf, any, maybe, picked } from '../answer.ts';
import { compareWords } from '../compare-words.ts';
import type { Atom, Loaded, Pattern } from './value.ts';

/** Is what was loaded within a pattern? Dice give a chance, ports that a kernel picks may give a maybe. nft_cmp, nft_range. */
export function within(loaded: Loaded, pattern: Pattern): Answer {
  switch (loaded.kind) {
    case 'break':
      return 'no';
    case 'unknown':
      return maybe(loaded.why);
    case 'concat':
      if (pattern.kind === 'any') return 'yes';
      if (pattern.kind !== 'concat') return 'no';
      return all(loaded.parts.map((part, i) => within(part, pattern.parts[i] ?? { kind: 'any' })));
    case 'dice': {
      let hits = 0;
      for (let i = 0; i < loaded.count; i++) if (atomWithin([loaded.from + i], pattern)) hits++;
      return { kind: 'random', probability: hits / loaded.count, label: `${hits} of ${loaded.count}` };
    }
    case 'range': {
      const [from, to] = bounds(pattern);
      if (from === undefined || to === undefined) return answerOf(pattern.kind === 'any');
      if (loaded.from >= from && loaded.to <= to) return 'yes';
      if (loaded.to < from || loaded.from > to) return 'no';
      return pickedPort(loaded, Math.min(loaded.to, to) - Math.max(loaded.from, from) + 1);
    }
    case 'value':
      return answerOf(atomWithin(loaded.atom, pattern));
  }
}

const pickedPort = ({ from, to }: { readonly from: number; readonly to: number }, hits: number): Answer =>
  picked(`the port is one of ${from}-${to}, which a kernel picks`, hits / (to - from + 1));

function bounds(p: Pattern): readonly [number | undefined, number | undefined] {
  if (p.kind === 'range') return [p.from[0], p.to[0]];
  return p.kind === 'exact' && typeof p.atom !== 'string' ? [p.atom[0], p.atom[0]] : [undefined, undefined];
}

export function atomWithin(atom: Atom, p: Pattern): boolean {
  switch (p.kind) {
    case 'any':
      return true;
    case 'exact':
      return sameAtom(atom, p.atom);
    case 'wildcard':
      return typeof atom === 'string' && atom.startsWith(p.prefix);
    case 'range':
      return typeof atom !== 'string' && compareWords(atom, p.from) >= 0 && compareWords(atom, p.to) <= 0;
    case 'concat':
      return false;
  }
}

export const sameAtom = (a: Atom, b: Atom): boolean =>
  typeof a === 'string' || typeof b === 'string' ? a === b : compareWords(a, b) === 0;

/** `<`, `>`, `<=`, `>=`: nft_cmp_eval() on numbers. */
export function ordered(op: string, loaded: Loaded, wanted: Atom): Answer {
  const limit = typeof wanted === 'string' ? undefined : wanted;
  if (loaded.kind === 'break' || !limit) return 'no';
  const holds = (a: readonly number[]): boolean => {
    const c = compareWords(a, limit);
    return op === '<' ? c < 0 : op === '>' ? c > 0 : op === '<=' ? c <= 0 : c >= 0;
  };
  if (loaded.kind === 'value') return answerOf(typeof loaded.atom !== 'string' && holds(loaded.atom));
  if (loaded.kind === 'range') {
    const [low, high] = [holds([loaded.from]), holds([loaded.to])];
    if (low === high) return answerOf(low);
    let hits = 0;
    for (let n = loaded.from; n <= loaded.to; n++) if (holds([n])) hits++;
    return pickedPort(loaded, hits);
  }
  if (loaded.kind === 'dice') {
    let hits = 0;
    for (let i = 0; i < loaded.count; i++) if (holds([loaded.from + i])) hits++;
    return { kind: 'random', probability: hits / loaded.count, label: `${hits} of ${loaded.count}` };
  }
  return maybe(loaded.kind === 'unknown' ? loaded.why : 'a comparison of several values is not understood');
}

/** `in` and bare flags: is any of the bits set? */
export function anyBit(loaded: Loaded, bits: Atom): Answer {
  if (loaded.kind === 'unknown') return maybe(loaded.why);
  if (loaded.kind !== 'value' || typeof loaded.atom === 'string' || typeof bits === 'string') return 'no';
  return answerOf(loaded.atom.some((w, i) => (w & (bits[i] ?? 0)) !== 0));
}

/** Is it within any of several patterns? */
export const withinAny = (loaded: Loaded, patterns: readonly Pattern[]): Answer =>
  any(patterns.map((p) => within(loaded, p)));
