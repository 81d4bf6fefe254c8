import { type Logger, pino } from 'pino';
import type { ServerOptions } from './server-options.ts';

/** JSON lines on standard error. Headers, queries and bodies are never given to it; errors are written without what they carry along. */
export const createLog = ({ logLevel = 'info', logTo }: Pick<ServerOptions, 'logLevel' | 'logTo'>): Logger =>
  pino(
    {
      level: logLevel,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: (error: unknown) =>
          error instanceof Error
            ? { name: error.name, message: error.message, stack: error.stack, cause: causeOf(error) }
            : { message: String(error) },
      },
    },
    logTo ?? pino.destination({ fd: 2, sync: true }),
  );

const causeOf = ({ cause }: Error): string | undefined => (cause instanceof Error ? cause.message : undefined);
