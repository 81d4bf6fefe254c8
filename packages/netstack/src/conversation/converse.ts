import { runHook } from '../netfilter/run-hook.ts';
import type { World } from '../world.ts';
import { converseWith } from './converse-with.ts';
import type { Conversation, ConversationQuestion } from './question.ts';

/** `converseWith` the firewall of the snapshot: what the engine asks. */
export const converse = (world: World, question: ConversationQuestion): Conversation =>
  converseWith(runHook, world, question);
