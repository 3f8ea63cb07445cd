import { type Answer, presentable } from '#gateway/edge/answer-errors.ts';
import type { Position } from './position.ts';

/** Where an answer says how far its reader has come. */
export interface PositionKeys {
  readonly eventKey: string;
  readonly cursorKeys: readonly string[];
  readonly sequenceKeys: readonly string[];
}

/** The answer of one event, made once for all who follow alike and written out once for all who count alike. */
export class SharedAnswer {
  readonly #answer: Answer;
  readonly #keys: PositionKeys;
  #text: string | null = null;

  constructor(answer: Answer, keys: PositionKeys) {
    this.#answer = answer;
    this.#keys = keys;
  }

  /** As it is told to one client. `position`: what it is numbered as for this one; null = as it came. */
  textFor(correlationId: string, position: Position | null): string {
    const { errors = [], extensions } = this.#answer;
    // An error is told with the correlation id of whoever is told it.
    const isSame = errors.length === 0 && extensions === undefined && (position === null || !this.#tellsPosition);
    if (!isSame) return JSON.stringify(presentable(this.#numbered(position), correlationId));
    this.#text ??= JSON.stringify(presentable(this.#answer, correlationId));
    return this.#text;
  }

  get #tellsPosition(): boolean {
    return this.#keys.cursorKeys.length + this.#keys.sequenceKeys.length > 0;
  }

  #numbered(position: Position | null): Answer {
    const { data } = this.#answer;
    const { eventKey, cursorKeys, sequenceKeys } = this.#keys;
    const event = isRecord(data) ? data[eventKey] : undefined;
    if (position === null || !isRecord(data) || !isRecord(event)) return this.#answer;
    const told = {
      ...Object.fromEntries(cursorKeys.map((key) => [key, position.cursor])),
      ...Object.fromEntries(sequenceKeys.map((key) => [key, position.sequence])),
    };
    const asked = Object.entries(told).filter(([key]) => Object.hasOwn(event, key));
    return { ...this.#answer, data: { ...data, [eventKey]: { ...event, ...Object.fromEntries(asked) } } };
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
