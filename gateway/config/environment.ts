/** Of a limit that is switched off: everything is less. */
export const UNBOUNDED = Number.POSITIVE_INFINITY;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a process, read with one sentence a fault: every fault names its variable and says what it takes. A
 * reader answers its fallback where it noted a fault, so that all faults are told at once.
 */
export class EnvironmentReader {
  readonly faults: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The same environment, in which no fault was noted yet. */
  again(): EnvironmentReader {
    return new EnvironmentReader(this.#environment);
  }

  note(fault: string): void {
    this.faults.push(fault);
  }

  /** Null where it is not set; an empty value is as good as none. */
  text(name: string): string | null {
    const value = this.#environment[name];
    return value === undefined || value === '' ? null : value;
  }

  required(name: string, fix: string): string {
    const value = this.text(name);
    if (value === null) this.note(`${name} is missing: ${fix}.`);
    return value ?? '';
  }

  /** At least so many characters; null where it is not set. */
  secret(name: string, lengthMin: number): string | null {
    const value = this.text(name);
    if (value === null || value.length >= lengthMin) return value;
    this.note(`${name} is shorter than ${lengthMin}.`);
    return null;
  }

  wholeNumber(name: string, fallback: number, { min, max }: { readonly min: number; readonly max: number }): number {
    const value = this.text(name);
    const number = value === null ? fallback : Number(value);
    if (Number.isInteger(number) && number >= min && number <= max) return number;
    this.note(`${name} takes a whole number from ${min} to ${max}.`);
    return fallback;
  }

  /** The most there may be of something: a whole number from 1, or `off` (also 0), which bounds nothing. */
  bound(name: string, fallback: number): number {
    const value = this.text(name);
    if (value === null) return fallback;
    if (value === 'off' || value === '0') return UNBOUNDED;
    const number = Number(value);
    if (Number.isSafeInteger(number) && number > 0) return number;
    this.note(`${name} takes a whole number from 1, or off.`);
    return fallback;
  }

  /** Whether a protection stands. */
  switch(name: string, fallback: boolean): boolean {
    return this.choice(name, ['on', 'off'], fallback ? 'on' : 'off') === 'on';
  }

  /** One of a few words. */
  choice<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    const value = this.text(name);
    if (value === null) return fallback;
    const word = words.find((each) => each === value);
    if (word === undefined) this.note(`${name} takes one of ${words.join(', ')}.`);
    return word ?? fallback;
  }

  /** Members between commas; null where it is not set. */
  list(name: string): readonly string[] | null {
    const value = this.text(name);
    return value === null ? null : value.split(',').flatMap((member) => member.trim() || []);
  }

  get isProduction(): boolean {
    return this.text('NODE_ENV') === 'production';
  }
}
