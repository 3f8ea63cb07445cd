/** A value as it comes out of JSON, and the most bytes that its text can have. */
export interface JsonCopy {
  readonly value: unknown;
  readonly bytesMost: number;
}

/** A character is six bytes at most: `\u0000`. */
const CHARACTER_BYTES = 6;
/** What stands around a value or a key, and the longest number. */
const VALUE_BYTES = 25;

/**
 * What `JSON.parse(JSON.stringify(value))` is, made without the text: nothing of the given value is in it, its objects are
 * plain, and what JSON has no word for is null or left out. Throws what `stringify` throws.
 */
export function jsonCopy(value: unknown): JsonCopy {
  const copier = new Copier();
  return { value: copier.copy(value), bytesMost: copier.bytesMost };
}

class Copier {
  bytesMost = 0;

  copy(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        this.bytesMost += VALUE_BYTES + value.length * CHARACTER_BYTES;
        return value;
      case 'number':
        this.bytesMost += VALUE_BYTES;
        // Its text has no minus zero.
        return Number.isFinite(value) ? value + 0 : null;
      case 'boolean':
        this.bytesMost += VALUE_BYTES;
        return value;
      case 'object':
        this.bytesMost += VALUE_BYTES;
        return value === null ? null : this.#copyObject(value);
      default:
        return this.#throughText(value);
    }
  }

  #copyObject(value: object): unknown {
    if (Array.isArray(value) && !('toJSON' in value)) return this.#copyList(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if ((prototype !== null && prototype !== Object.prototype) || 'toJSON' in value) return this.#throughText(value);
    const copy: Record<string, unknown> = {};
    const members = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(members)) {
      const copied = this.copy(members[key]);
      if (copied === undefined) continue;
      this.bytesMost += VALUE_BYTES + key.length * CHARACTER_BYTES;
      if (key === '__proto__') define(copy, key, copied);
      else copy[key] = copied;
    }
    return copy;
  }

  #copyList(list: readonly unknown[]): readonly unknown[] {
    this.bytesMost += VALUE_BYTES * list.length;
    // Holes too are null in a text, so nothing is skipped.
    return Array.from(list, (member) => this.copy(member) ?? null);
  }

  /** Dates, errors, and whatever else says for itself what it is in JSON. */
  #throughText(value: unknown): unknown {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) return undefined;
    this.bytesMost += text.length * CHARACTER_BYTES;
    return JSON.parse(text);
  }
}

/** As a member, not as what the object is made of. */
function define(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}
