import { presentCommand } from '#kit/commands/present-command.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { redactBody, redactPath } from './redact.ts';

/** One call as it was made. Bodies as they were on the wire; headers are not told, so they cannot be kept. */
export interface MadeCall {
  readonly method: string;
  /** With its query; an address is cut to it. */
  readonly path: string;
  readonly request: string | null;
  readonly response: string | null;
  /** Null when no answer came. */
  readonly status: number | null;
  readonly durationMs: number;
  /** Why there is no answer, such as `OutcomeUnknown`. */
  readonly error: string | null;
}

/** A call as it is kept: without secrets, and no longer than a row may be. */
export interface CallRecord extends MadeCall {
  readonly at: Date;
  readonly connection: string;
  readonly commandKey: string | null;
  readonly correlationId: string | null;
  /** Something of a body was cut off. */
  readonly truncated: boolean;
}

/** Takes in the calls of one connection. Costs the caller nothing but the redaction. */
export interface CallRecorder {
  note(call: MadeCall): void;
}

/** Where records are kept. */
export interface CallStore {
  append(records: readonly CallRecord[]): Promise<void>;
}

export interface CallLogParts {
  readonly store: CallStore;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Told when records could not be kept: how many were given up, and why. */
  readonly onError?: (error: unknown, lostCount: number) => void;
  /** Of calls outside of every command, which are kept; left out = `FAILED`. */
  readonly polls?: 'FAILED' | 'ALL';
}

const BODY_BYTES_MAX = 64 * 1024;
/** Of a longer body the rest is not even looked at. Ample, so that blotting out never brings a half secret forward. */
const BODY_READ_MAX = 8 * BODY_BYTES_MAX;
/** A batch is written so long after its first record. */
const BATCH_AFTER_MS = 20;
const BATCH_MAX = 200;
/** Records that wait for a database that is away; beyond, the newest are given up. */
const WAITING_MAX = 2000;

/**
 * Keeps every vendor call of a subgraph, in batches outside of every transaction of business. What it cannot keep it
 * gives up and says so: a call is never held up, and never fails, for its record.
 */
export class CallLog {
  readonly #parts: CallLogParts;
  #waiting: CallRecord[] = [];
  #writing: Promise<void> | null = null;
  #lostCount = 0;

  constructor(parts: CallLogParts) {
    this.#parts = parts;
  }

  of(connection: string): CallRecorder {
    return { note: (call) => this.#note(connection, call) };
  }

  /** Ends when everything that was noted until now is kept, or could not be. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    await this.#write();
  }

  #note(connection: string, call: MadeCall): void {
    const command = presentCommand();
    const failed = call.status === null || call.status >= 400;
    if (command === null && !failed && this.#parts.polls !== 'ALL') return;
    if (this.#waiting.length >= WAITING_MAX) {
      this.#lostCount += 1;
      return;
    }
    const request = bounded(call.request);
    const response = bounded(call.response);
    this.#waiting.push({
      ...call,
      at: this.#parts.clock.now(),
      connection,
      commandKey: command?.key ?? null,
      correlationId: command?.correlationId ?? null,
      path: redactPath(withoutOrigin(call.path)),
      request: request.text,
      response: response.text,
      truncated: request.truncated || response.truncated,
    });
    this.#writing ??= this.#parts.timers.sleep(BATCH_AFTER_MS).then(() => this.#writeAndGoOn());
  }

  async #writeAndGoOn(): Promise<void> {
    await this.#write();
    this.#writing = null;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH_MAX);
      try {
        await this.#parts.store.append(batch);
      } catch (error) {
        this.#parts.onError?.(error, batch.length);
      }
    }
    if (this.#lostCount > 0) {
      this.#parts.onError?.(new Error('More vendor calls than could be recorded'), this.#lostCount);
      this.#lostCount = 0;
    }
  }
}

function withoutOrigin(address: string): string {
  return address.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
}

/** Blots out first and cuts then: half a secret no longer looks like one. */
function bounded(body: string | null): { readonly text: string | null; readonly truncated: boolean } {
  if (body === null) return { text: null, truncated: false };
  // Postgres keeps no zero characters in a text.
  const clean = redactBody(body.slice(0, BODY_READ_MAX)).replaceAll('\u0000', '');
  const bytes = Buffer.from(clean);
  const truncated = body.length > BODY_READ_MAX || bytes.length > BODY_BYTES_MAX;
  if (bytes.length <= BODY_BYTES_MAX) return { text: clean, truncated };
  // A character that was cut in two reads as the replacement character, which says nothing.
  return {
    text: bytes
      .subarray(0, BODY_BYTES_MAX)
      .toString('utf8')
      .replace(/\uFFFD+$/, ''),
    truncated,
  };
}
