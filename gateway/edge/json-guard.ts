import type { Refusal } from './refusal.ts';

/** Strings whole, with the colon that makes them a key; and brackets. */
const TOKENS = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[[\]{}]/gs;

/** An object answers to these without having them; nothing of a client's may stand in their place. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What the next reader of a text might take another way than the last one did: each has one sentence. */
const REPEATED = 'A key stands twice in one object of the JSON.';
const RESERVED = 'A key of the JSON is a reserved name.';
const ILL_FORMED = 'A text in the JSON holds NUL or half a surrogate pair.';

/**
 * Judges a JSON text before it is parsed, in one pass and without recursion: its depth, keys that stand twice or are
 * members of every object, and texts that are no Unicode. Whether it is JSON at all is left to the parser.
 */
export function jsonRefusal(text: string, nestingMax: number): Refusal | null {
  const open: OpenBracket[] = [];
  for (const [token, inside, colon] of text.matchAll(TOKENS)) {
    if (inside !== undefined) {
      const wrong = textRefusal(inside, colon === undefined ? null : (open.at(-1) ?? null));
      if (wrong !== null) return { code: 'BAD_REQUEST', message: wrong };
    } else if (depthAfter(token, open) > nestingMax) {
      const message = `JSON may be nested at most ${nestingMax} levels deep; this is nested deeper.`;
      return { code: 'QUERY_LIMIT_EXCEEDED', message };
    }
  }
  return null;
}

/** The keys so far of an object; a list has none. */
type OpenBracket = Set<string> | null;

function depthAfter(bracket: string, open: OpenBracket[]): number {
  if (bracket === '{') open.push(new Set());
  else if (bracket === '[') open.push(null);
  else open.pop();
  return open.length;
}

/** `keys` is null for a text that is no key. */
function textRefusal(inside: string, keys: Set<string> | null): string | null {
  const value = inside.includes('\\') ? unescaped(inside) : inside;
  // What cannot be read is no JSON, and the parser says so.
  if (value === null) return null;
  if (value.includes('\0') || !value.isWellFormed()) return ILL_FORMED;
  if (keys === null) return null;
  if (PROTOTYPE_KEYS.has(value)) return RESERVED;
  if (keys.has(value)) return REPEATED;
  keys.add(value);
  return null;
}

function unescaped(inside: string): string | null {
  try {
    return String(JSON.parse(`"${inside}"`));
  } catch {
    return null;
  }
}
