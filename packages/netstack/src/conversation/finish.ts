import type { Dropped, Fate } from '../walk/journey.ts';
import type { End } from './end.ts';
import type { Heard } from './hear.ts';
import type { Answering, Loss, Result } from './question.ts';
import type { Talk } from './send.ts';
import { symptomOf } from './symptom.ts';

/** One future of the conversation, at its end. */
export type Finished = { readonly talk: Talk; readonly result: Result };

export const lossOf = (fate: Dropped, direction: Loss['direction']): Loss => ({
  direction,
  node: fate.ns?.node ?? '',
  netns: fate.ns?.label ?? 'external',
  stage: fate.stage,
  reason: fate.reason,
  evidence: fate.evidence,
  ...(fate.device === undefined ? {} : { device: fate.device }),
});

export const failed = (talk: Talk, loss: Loss, errno: string | undefined, server?: Answering): Finished => ({
  talk,
  result: {
    kind: 'failed',
    symptom: errno === undefined ? 'timeout' : symptomOf(errno),
    ...(errno === undefined ? {} : { errno }),
    loss,
    ...(server ? { server } : {}),
  },
});

export const undecided = (talk: Talk, fate: Extract<Fate, { kind: 'unknown' | 'missing' }>): Finished => ({
  talk,
  result:
    fate.kind === 'missing' ? { kind: 'missing', node: fate.node, gap: fate.gap } : { kind: 'unknown', gap: fate.gap },
});

/** Whether an answer got back could not be told. */
export const unheard = (h: Heard): Finished | undefined =>
  h.gap === undefined
    ? undefined
    : {
        talk: h.talk,
        result:
          h.missing === undefined ? { kind: 'unknown', gap: h.gap } : { kind: 'missing', node: h.missing, gap: h.gap },
      };

export const answering = (server: End): Answering => ({
  node: server.ns?.node ?? '',
  netns: server.ns?.label ?? 'external',
  address: server.address,
  ...(typeof server.port === 'number' ? { port: server.port } : {}),
  source: server.peer,
});
