import type { Hop, Place, Step } from '@skoop/model';

/** A run of steps at one place. */
export type Run = { readonly at: Place; readonly steps: readonly Step[] };

const translates = (s: Step): boolean => s.changes?.some((c) => /^(source|destination)/.test(c.field)) ?? false;

/**
 * br_netfilter runs the IP hooks while a frame is still on the bridge, so that the kernel's order is hooks, bridge, hooks. The picture
 * tells it as people think of it: the bridge first, then the IP stack where the frame goes up, or where a Service is translated.
 */
export function bridgedRuns(runs: readonly Run[], hop: Hop, previous: Hop | undefined): readonly Run[] {
  const fromPod =
    previous !== undefined && previous.node === hop.node && previous.netns !== 'host' && previous.netns !== 'external';
  const start =
    runs[0]?.at.kind === 'device' && runs[0].at.name === hop.inDevice && runs[0].at.type !== 'bridge' ? 1 : 0;
  const [hooks, bridge, after] = [runs[start], runs[start + 1], runs[start + 2]];
  if (!fromPod || hooks?.at.kind !== 'stack' || bridge?.at.kind !== 'device' || bridge.at.type !== 'bridge')
    return runs;
  const before = runs.slice(0, start);
  const rest = runs.slice(start + 3);
  const more = after?.at.kind === 'stack' ? after.steps : [];
  const tail = after && after.at.kind !== 'stack' ? [after, ...rest] : rest;
  const at = bridge.at;
  if (bridge.steps.some((s) => s.stage === 'bridge/local')) {
    const stack = { at: hooks.at, steps: [...hooks.steps, ...more] };
    return [...before, bridge, stack, ...tail];
  }
  const first = hooks.steps.findIndex(translates);
  if (first >= 0)
    return [
      ...before,
      { at, steps: hooks.steps.slice(0, first) },
      { at: hooks.at, steps: hooks.steps.slice(first) },
      { at, steps: [...bridge.steps, ...more] },
      ...tail,
    ];
  const back = more.findIndex(translates);
  if (back >= 0)
    return [
      ...before,
      { at, steps: [...hooks.steps, ...bridge.steps, ...more.slice(0, back)] },
      { at: hooks.at, steps: more.slice(back) },
      ...tail,
    ];
  return [...before, { at, steps: [...hooks.steps, ...bridge.steps, ...more] }, ...tail];
}
