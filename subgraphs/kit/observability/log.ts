import { type DestinationStream, type Logger, pino } from 'pino';
import { redactBody } from '#kit/transport/redact.ts';
import { cleanEntry } from './log-entry.ts';
import { currentSpan } from './present-span.ts';
import { parseTraceParent } from './trace.ts';

export type { Logger } from 'pino';

/**
 * A logger of JSON lines, on standard error where no other destination is given: standard output belongs to what a
 * command answers. Members that are not on the list are left out, secrets are blotted out wherever they stand, and a
 * line holds no control character.
 */
export function openLog(
  name: string,
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      name,
      level,
      mixin: ownTrace,
      formatters: { log: cleanEntry },
      // Errors are made harmless with the rest of the entry.
      serializers: { err: (error: unknown) => error },
      hooks: {
        logMethod(args, method) {
          const [first, text, ...others] = args;
          // Of an error that is logged by itself the library would write the message as it is.
          const entry: unknown = typeof first === 'object' && first instanceof Error ? { err: first } : first;
          const said = text ?? (entry === first ? undefined : 'failed');
          method.apply(this, [
            harmless(entry),
            ...(said === undefined ? [] : [harmless(said)]),
            ...others.map(harmless),
          ]);
        },
      },
    },
    { write: (line) => destination.write(escaped(line)) },
  );
}

/** The rest of an entry is made harmless where it is formatted. */
function harmless(said: unknown): string {
  return (typeof said === 'string' ? redactBody(said) : said) as string;
}

/** Leads from a line to its trace, where that is kept. */
function ownTrace(): object {
  const span = currentSpan();
  if (!span.isRecorded) return {};
  const { traceId } = parseTraceParent(span.headers()['traceparent']) ?? {};
  return traceId === undefined ? {} : { traceId };
}

/** What JSON lets stand and a terminal or a reader of lines may obey: DEL, C1, line separators, directions of writing. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function escaped(line: string): string {
  return line.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
