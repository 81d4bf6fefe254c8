import { andThen, type Fork, mapFork, sure } from '../fork.ts';
import { MAX_FUTURES } from '../work.ts';
import { beginPacket } from './conntrack/begin.ts';
import type { HookInput, HookResult, RunHook } from './hook.ts';
import type { CallResult, HookCall } from './hook-call.ts';
import { hookCalls } from './hook-calls.ts';
import { frameCalls } from './nft/base-chains.ts';
import { orUnread } from './unread-rules.ts';

/** nf_hook_slow(): one packet through everything that is registered at one hook, in order of priority. */
export const runHook: RunHook = (input) => {
  const start: CallResult = { skb: input.layer ? input : { ...input, flow: beginPacket(input) }, steps: [] };
  const calls = input.layer ? frameCalls(input) : hookCalls(input);
  let running: readonly Fork<CallResult>[] = sure(start);
  for (const call of calls) {
    running = andThen(running, (r) => (r.end ? sure(r) : next(r, call)));
    if (running.length > MAX_FUTURES) return orUnread(input, sure(tooMany(input)));
  }
  return orUnread(input, mapFork(running, resultOf));
};

const next = (so: CallResult, call: HookCall): readonly Fork<CallResult>[] =>
  mapFork(call.run(so.skb), (r) => ({
    ...r,
    steps: so.steps.length === 0 ? r.steps : [...so.steps, ...r.steps],
    ...(r.tproxy || so.tproxy ? { tproxy: r.tproxy ?? so.tproxy } : {}),
    ...(r.reroute || so.reroute ? { reroute: true } : {}),
  }));

/** Stands for more futures than are followed. */
function tooMany({ ns, hook, packet, flow }: HookInput): HookResult {
  const message = `More than ${MAX_FUTURES} things can happen at ${hook}: they were not followed any farther`;
  const gap = { id: 'too-many-futures', node: ns.node, netns: ns.label, message };
  return { kind: 'unknown', packet, flow, stage: `netfilter/${hook}`, gap, steps: [] };
}

function resultOf({ skb, steps, end, tproxy, reroute }: CallResult): HookResult {
  const { packet, flow }: HookInput = skb;
  if (end) return { ...end, packet, flow, steps };
  return { kind: 'accept', packet, flow, steps, ...(tproxy ? { tproxy } : {}), ...(reroute ? { reroute } : {}) };
}
