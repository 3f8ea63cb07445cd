/** JSON whose numbers keep every digit: as numbers of this language amounts would lose some. */

declare global {
  // In the language since ES2026 and in Node since 22; TypeScript's own declarations do not have them yet.
  interface JSON {
    rawJSON(text: string): object;
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
  }
}

/** What the text says, with its numbers as the texts that were sent; undefined when it is not JSON. */
export function parseExact(text: string): unknown {
  try {
    return JSON.parse(text, (_key: string, value: unknown, context: { readonly source?: string }) =>
      typeof value === 'number' ? (context.source ?? String(value)) : value,
    );
  } catch {
    return undefined;
  }
}

/** A decimal as a JSON number of exactly these digits. Throws when the text is no number. */
export function exactNumber(decimal: string): object {
  return JSON.rawJSON(decimal);
}
