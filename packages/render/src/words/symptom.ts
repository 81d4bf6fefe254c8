import type { Symptom } from '@skoop/model';

type Words = {
  /** What the client gets: `a timeout`. */
  readonly seen: string;
  /** One or two words beside a share: `timeout`. */
  readonly brief: string;
  /** Verb of "new connections ...". */
  readonly verb: string;
};

/** What the client sees, in plain words. */
export const symptomWords: { readonly [S in Symptom]: Words } = {
  connected: { seen: 'an answer', brief: 'connected', verb: 'are answered' },
  timeout: { seen: 'a timeout', brief: 'timeout', verb: 'time out' },
  refused: { seen: 'connection refused', brief: 'refused', verb: 'are refused' },
  reset: { seen: 'connection reset by peer', brief: 'reset', verb: 'are reset' },
  'host-unreachable': { seen: 'no route to host', brief: 'host unreachable', verb: 'get “no route to host”' },
  'network-unreachable': {
    seen: 'network is unreachable',
    brief: 'network unreachable',
    verb: 'get “network is unreachable”',
  },
  'not-permitted': { seen: 'operation not permitted', brief: 'not permitted', verb: 'are not permitted' },
  'invalid-argument': { seen: 'invalid argument', brief: 'invalid argument', verb: 'get “invalid argument”' },
  'protocol-unreachable': {
    seen: 'protocol not available',
    brief: 'protocol unreachable',
    verb: 'get “protocol not available”',
  },
  'stalls-on-large-packets': {
    seen: 'a connection that stalls on the first large packet',
    brief: 'stalls when large',
    verb: 'stall on large packets',
  },
  mixed: { seen: 'different things, by chance', brief: 'mixed', verb: 'fail' },
  unknown: { seen: 'not known', brief: 'not known', verb: 'cannot be judged' },
};
