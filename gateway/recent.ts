/** At most so many values by key; the longest unused is forgotten first. */
export class Recent<Value> {
  readonly #values = new Map<string, Value>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  find(key: string): Value | undefined {
    const found = this.#values.get(key);
    if (found === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, found);
    return found;
  }

  keep(key: string, value: Value): Value {
    this.#values.delete(key);
    const oldest = this.#values.keys().next();
    if (this.#values.size >= this.#max && !oldest.done) this.#values.delete(oldest.value);
    this.#values.set(key, value);
    return value;
  }

  get size(): number {
    return this.#values.size;
  }
}
