import { sentenceOf } from '#revrec/accounting.ts';
import type { EngineError } from '#revrec/engine/engine-error.ts';

/** What kind of fault it is; those of the engine keep the engine's word. */
export type FaultCode =
  | EngineError['kind']
  /** The file: nothing in it, too much of it, or not what its name says. */
  | 'EMPTY'
  | 'TOO_LARGE'
  | 'NOT_UTF8'
  | 'NOT_JSON'
  | 'NOT_CSV'
  /** A field is missing, unknown or of the wrong type. */
  | 'WRONG_SHAPE'
  | 'BAD_AMOUNT'
  | 'BAD_DATE'
  /** The last day lies before the first, or a century after it. */
  | 'BAD_TERM'
  /** Not three capitals that name a currency. */
  | 'BAD_CURRENCY'
  | 'DUPLICATE_KEY'
  /** Something is named that is nowhere in the file. */
  | 'UNKNOWN_REFERENCE'
  | 'UNKNOWN_METHOD'
  | 'UNKNOWN_POLICY'
  /** A policy, or a way to allocate, that is known and not computed. */
  | 'NOT_COMPUTED';

/**
 * One thing that is wrong with what was given. `path` says where: `contracts[0].lines[2].to` in a file, `row 7.to` in a
 * table, or the engine's key such as `K-1/seats` where only events were given.
 */
export interface Fault {
  readonly code: FaultCode;
  readonly path: string;
  readonly message: string;
}

/** More than these are not told at once: whoever has mended twenty reads the next ones then. */
export const FAULTS_MAX = 20;

/** The engine's refusal. Its path is the contract's key, a slash and the engine's own name for what it is about. */
export function asFault(error: EngineError, contract: string): Fault {
  const isWithin = error.subject === contract || error.subject.startsWith(`${contract}/`);
  return {
    code: error.kind,
    path: isWithin ? error.subject : `${contract}/${error.subject}`,
    message: sentenceOf(error),
  };
}

/** `path: message`, one line. */
export function faultLine({ path, message }: Fault): string {
  return path === '' ? message : `${path}: ${message}`;
}
