/** `interrupted`: the server stopped in the middle; run it again. */
export const JOB_STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled', 'timed-out', 'interrupted'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** The states that a job does not leave any more. */
export const isSettled = (status: JobStatus): boolean => status !== 'queued' && status !== 'running';
