import { BLOTTED, isSecretName, redactBody } from '#kit/transport/redact.ts';

/**
 * Every member that a line of the log may have. Ids, names that we gave, codes, counts and times; no text of a client or a
 * vendor but in an error. A member that is added to a call of the log is added here, or is left out.
 */
const LISTED: ReadonlySet<string> = new Set([
  'attempt',
  'before',
  'cause',
  'codes',
  'connection',
  'contractId',
  'correlationId',
  'err',
  'error',
  'errors',
  'eventId',
  'externalId',
  'fault',
  'hash',
  'issuer',
  'legalEntity',
  'lostCount',
  'name',
  'operation',
  'outcome',
  'path',
  'pauseMs',
  'port',
  'reason',
  'schemaId',
  'seal',
  'subgraph',
  'subject',
  'traceId',
  'url',
  'vendor',
  'version',
]);

const NOT_LISTED = '[not listed]';
const TEXT_LENGTH_MAX = 2_000;
const DEPTH_MAX = 5;
const MEMBERS_MAX = 50;
const CAUSES_MAX = 3;
const FRAMES_MAX = 20;

/** The entry as it may be written. */
export function cleanEntry(entry: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, LISTED.has(name) ? clean(value, 0) : NOT_LISTED]),
  );
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return cleanError(value, CAUSES_MAX);
  if (value instanceof Date) return value;
  if (depth >= DEPTH_MAX) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, MEMBERS_MAX).map((member) => clean(member, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MEMBERS_MAX)
      .map(([name, member]) => [name, isSecretName(name) ? BLOTTED : clean(member, depth + 1)]),
  );
}

function cleanText(text: string): string {
  const clean = redactBody(text.slice(0, TEXT_LENGTH_MAX));
  return text.length > TEXT_LENGTH_MAX ? `${clean}…` : clean;
}

interface ToldError {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ToldError;
}

/**
 * Of an error only what says where it comes from. Other members are left out: those of a database's error hold the values
 * of its statement, those of a client's HTTP error its headers.
 */
function cleanError(error: Error, causesLeft: number): ToldError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const message = code !== null && QUOTES_DATA.test(code) ? `SQLSTATE ${code}` : messageOf(error);
  const stack = framesOf(error.stack);
  return {
    type: error.constructor.name,
    ...(code === null ? {} : { code: cleanText(code) }),
    message,
    ...(stack === null ? {} : { stack }),
    ...(error.cause instanceof Error && causesLeft > 0 ? { cause: cleanError(error.cause, causesLeft - 1) } : {}),
  };
}

/** Class 22 of SQL's states, data exceptions: their messages quote the value. */
const QUOTES_DATA = /^22[0-9A-Z]{3}$/;

/** The parser of JSON quotes what it was given. */
function messageOf(error: Error): string {
  return error instanceof SyntaxError && error.message.includes('JSON') ? 'not JSON' : cleanText(error.message);
}

/** The lines that name places; what stands before them repeats the message. */
function framesOf(stack: string | undefined): string | null {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames.length === 0 ? null : frames.slice(0, FRAMES_MAX).join('\n');
}
