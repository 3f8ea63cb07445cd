/** Where time comes from. Nobody else asks the machine for it, so that a test or a demonstration can say what day it is. */
export interface Clock {
  now(): Date;
  /** The civil date of `now()` in UTC, `YYYY-MM-DD`. A legal entity's own calendar day is not decided here. */
  today(): string;
}

const CIVIL_DATE_LENGTH = 'YYYY-MM-DD'.length;

export function civilDateInUtc(instant: Date): string {
  return instant.toISOString().slice(0, CIVIL_DATE_LENGTH);
}

export const systemClock: Clock = {
  now: () => new Date(),
  today: () => civilDateInUtc(new Date()),
};

/** Runs at the speed of its base clock, from whatever instant it was last set to. Until then it shows the base's time. */
export class SettableClock implements Clock {
  readonly #base: Clock;
  #offsetMs = 0;

  constructor(base: Clock = systemClock) {
    this.#base = base;
  }

  /** Throws a RangeError for an invalid date, and leaves the clock as it was. */
  set(instant: Date): void {
    this.#offsetMs = validTime(instant) - this.#base.now().getTime();
  }

  now(): Date {
    return new Date(this.#base.now().getTime() + this.#offsetMs);
  }

  today(): string {
    return civilDateInUtc(this.now());
  }
}

/** Stands still until it is moved. */
export class FixedClock implements Clock {
  #timeMs: number;

  /** Takes an instant or its RFC 3339 text. */
  constructor(instant: Date | string) {
    this.#timeMs = validTime(new Date(instant));
  }

  set(instant: Date): void {
    this.#timeMs = validTime(instant);
  }

  advance(ms: number): void {
    this.#timeMs += ms;
  }

  now(): Date {
    return new Date(this.#timeMs);
  }

  today(): string {
    return civilDateInUtc(this.now());
  }
}

function validTime(instant: Date): number {
  const timeMs = instant.getTime();
  if (Number.isNaN(timeMs)) throw new RangeError('Not an instant');
  return timeMs;
}
