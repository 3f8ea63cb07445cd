import type { FormattedExecutionResult } from 'graphql';
import type { Position } from './position.ts';
import type { SharedAnswer } from './shared-answer.ts';

/** Makes the answer of one event; what is read for it is read now. */
export type MakeAnswer = (event: FormattedExecutionResult) => Promise<SharedAnswer>;

/** So long an answer may be told to those who come later: what was joined to the event is a reading of then. */
const FRESH_MS = 1_000;

/** One event of a stream, kept for those who come a little later. */
export class LiveEvent {
  readonly result: FormattedExecutionResult;
  readonly position: Position | null;
  #answer: Promise<SharedAnswer> | null = null;
  #askedAtMs = 0;

  constructor(result: FormattedExecutionResult, position: Position | null) {
    this.result = result;
    this.position = position;
  }

  /** One making serves all who ask while it is under way or fresh. */
  answer(make: MakeAnswer, nowMs: number): Promise<SharedAnswer> {
    if (this.#answer === null || nowMs - this.#askedAtMs > FRESH_MS) {
      this.#askedAtMs = nowMs;
      this.#answer = make(this.result);
    }
    return this.#answer;
  }
}
