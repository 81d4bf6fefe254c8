import { type Problem, problemType } from '@skoop/api';

/** Stored with a job that was running when its server went away. */
export const INTERRUPTED: Problem = {
  type: problemType('interrupted'),
  title: 'Interrupted',
  status: 503,
  detail: 'The server stopped while this diagnosis ran.',
  hint: 'Run it again.',
  requestId: '',
};
