import type { Lane } from '../view/pathView.ts';

/** Lanes of both sides in the order of both together; each tells how it is now, and what was otherwise before. */
export function mergeLanes(order: readonly Lane[], before: readonly Lane[], after: readonly Lane[]): readonly Lane[] {
  const [old, now] = [byId(before), byId(after)];
  return order.map((lane): Lane => {
    const [was, is] = [old.get(lane.id), now.get(lane.id)];
    const shape = { ...lane, tone: is?.tone, reached: Boolean(was?.reached || is?.reached) };
    if (!is)
      return { ...shape, pill: undefined, note: was?.pill ? `${was.pill.text} before` : 'only before', suspicions: [] };
    const { suspicions, note } = is;
    if (!was?.reached || was.pill?.text === is.pill?.text)
      return {
        ...shape,
        suspicions,
        note,
        pill: is.pill && !was?.reached ? { ...is.pill, text: `now ${is.pill.text}` } : is.pill,
      };
    if (!is.pill) return { ...shape, suspicions, pill: undefined, note: was.pill ? `${was.pill.text} before` : note };
    const text = was.pill ? `${was.pill.text} \u2192 ${is.pill.text}` : `now ${is.pill.text}`;
    return { ...shape, suspicions, note: '', pill: { ...is.pill, text } };
  });
}

const byId = (lanes: readonly Lane[]): ReadonlyMap<string, Lane> => new Map(lanes.map((l) => [l.id, l]));
