import { expect, it } from 'vitest';
import { createClient } from './index.ts';

const stream = (chunks: readonly string[]): Response =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    }),
  );
const progress = (message: string): string =>
  `event: progress\ndata: {"status":"running","progress":{"phase":"walking","message":"${message}"}}\n\n`;

it.each([
  ['whole events', [[progress('a'), 'event: settled\ndata: {"status":"done"}\n\n']], ['a', 'done']],
  [
    'an event cut in the middle of a character',
    [[...cut(progress('\u00e4'), 70), 'event: settled\ndata: {"status":"done"}\n\n']],
    ['\u00e4', 'done'],
  ],
  [
    'CRLF, comments and events that nobody knows',
    [
      [
        `: keep-alive\r\n\r\nevent: other\r\ndata: 1\r\n\r\n${progress('a')}`,
        'event: settled\ndata: {"status":"failed"}\n\n',
      ],
    ],
    ['a', 'failed'],
  ],
  [
    'the stream breaks: connects again',
    [[progress('a')], [progress('b'), 'event: settled\ndata: {"status":"done"}\n\n']],
    ['a', 'b', 'done'],
  ],
])('watches a job: %s', async (_why, answers, expected) => {
  const left = [...answers];
  const { diagnoses } = createClient({ baseUrl: '', fetch: async () => stream(left.shift() ?? []) });
  const seen: string[] = [];
  for await (const e of diagnoses.watch('d')) seen.push(e.event === 'progress' ? e.progress.message : e.status);
  expect(seen).toEqual(expected);
});

it('goes on after a restart of the server, and gives up when the job is not there', async () => {
  const answers = [
    () => Promise.reject(new TypeError('fetch failed')),
    async () => new Response('', { status: 503 }),
    async () => new Response('', { status: 404 }),
  ];
  const { diagnoses } = createClient({ baseUrl: '', fetch: () => (answers.shift() ?? (() => Promise.reject()))() });
  await expect(diagnoses.watch('d').next()).rejects.toMatchObject({ problem: { status: 404 } });
  expect(answers).toHaveLength(0);
});

it('ends quietly when it is aborted', async () => {
  const abort = new AbortController();
  const { diagnoses } = createClient({ baseUrl: '', fetch: async () => stream([progress('a')]) });
  const events = diagnoses.watch('d', { signal: abort.signal });
  await events.next();
  abort.abort();
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

function cut(text: string, at: number): readonly string[] {
  return [text.slice(0, at), text.slice(at)];
}
