import type { Diagnosis } from '@skoop/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samples } from '../fixtures/samples.ts';
import { redact } from '../redact/redact.ts';
import { renderSvg } from '../svg/renderSvg.ts';
import { renderText } from '../text/renderText.ts';
import { faultOf } from './readReport.ts';
import { renderD2 } from './renderD2.ts';
import { renderHtml } from './renderHtml.ts';
import { renderMarkdown } from './renderMarkdown.ts';

type Path = readonly (string | number)[];

/** Every place in a value that could be something else. */
function* places(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (value !== null && typeof value === 'object')
    for (const [k, v] of Object.entries(value)) yield* places(v, [...path, Array.isArray(value) ? Number(k) : k]);
}

function put(value: unknown, [key, ...rest]: Path, made: unknown): unknown {
  if (key === undefined) return made;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[key] = put(copy[key], rest, made);
  return copy;
}

const strange = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    'constructor',
    '__proto__',
    [],
    {},
    -1,
    Number.MAX_VALUE,
    true,
    'x'.repeat(5000),
  ),
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true }),
);

describe('a diagnosis from elsewhere', () => {
  it.each(['partial', 'replyDropped', 'external', 'unknown'])(
    'is refused, or shown in every form: %s, changed anywhere',
    (name) => {
      const d = samples[name] as Diagnosis;
      const all = [...places(d)];
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(all.length - 1), strange), { minLength: 1, maxLength: 3 }), (changes) => {
          let value: unknown = d;
          for (const [i, made] of changes) {
            try {
              value = put(value, all[i] as Path, made);
            } catch {
              // An earlier change removed that place.
            }
          }
          if (faultOf(value) !== undefined) return;
          const told = value as Diagnosis;
          for (const kind of ['share', 'preview', 'graph'] as const) renderSvg(told, { kind });
          expect(renderText(told, { unicode: false })).not.toContain('\u001b');
          renderMarkdown(told);
          renderD2(told);
          renderHtml(told);
          redact(told);
        }),
        { numRuns: 60 },
      );
    },
  );
});
