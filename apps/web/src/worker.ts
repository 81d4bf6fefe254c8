import type { Ask, LocalAnswers, Told } from './local/ask.ts';
import { localAnswers } from './local/localAnswers.ts';

/** Reads and diagnoses snapshots that the server is not to see, away from the page's own thread. */
const tell = (told: Told) => postMessage(told);

/** Errors of ours carry a hint; of anything else the user sees only that it went wrong. */
function failure(id: number, error: unknown): Told {
  const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : '';
  const message = error instanceof Error ? error.message : 'Something unexpected happened.';
  return { id, kind: 'failed', message, hint };
}

addEventListener('message', async ({ data }: MessageEvent<Ask>) => {
  const { id, method, args } = data;
  try {
    const answers = localAnswers((message) => tell({ id, kind: 'progress', message }));
    const answer = answers[method] as (...args: readonly unknown[]) => ReturnType<LocalAnswers[typeof method]>;
    tell({ id, kind: 'done', value: await answer(...args) });
  } catch (error) {
    tell(failure(id, error));
  }
});
