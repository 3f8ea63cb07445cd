/** JSON in which a number keeps the digits it was written with: an amount never passes through a float. */

declare global {
  // In the language since ES2026, in Node since 22, not yet in TypeScript's own declarations.
  interface JSON {
    rawJSON(text: string): object;
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
  }
}

/** A JSON number as its text. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): object {
    return JSON.rawJSON(this.text);
  }
}

/** The parsed text with a `JsonNumber` for each number; undefined when it is not JSON. */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key: string, value: unknown, { source }: { readonly source?: string }) =>
      typeof value === 'number' && source !== undefined ? new JsonNumber(source) : value,
    );
  } catch {
    return undefined;
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}
