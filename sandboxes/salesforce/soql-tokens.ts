import { done, type Outcome, refused } from './errors.ts';

export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string; readonly pattern: string }
  | { readonly kind: 'number' | 'date' | 'datetime' | 'sign'; readonly text: string };

const DATETIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})/y;
const DATE = /\d{4}-\d{2}-\d{2}/y;
const NUMBER = /[+-]?\d+(?:\.\d+)?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y;
const SIGN = /!=|<>|<=|>=|[=<>(),]/y;
const STRING = /'((?:[^'\\]|\\.)*)'/y;
const SPACE = /\s+/y;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
]);

export function malformedQuery(message: string) {
  return refused('MALFORMED_QUERY', message);
}

/** The words, signs and literals of a query, without the spaces. */
export function tokenise(query: string): Outcome<readonly Token[]> {
  const tokens: Token[] = [];
  let at = skip(query, 0);
  while (at < query.length) {
    const found = tokenAt(query, at);
    if (found === null) return malformedQuery(`unexpected token: '${query.charAt(at)}' at ${at + 1}`);
    tokens.push(found.token);
    at = skip(query, found.end);
  }
  return done(tokens);
}

function skip(query: string, at: number): number {
  return at + (match(SPACE, query, at)?.[0].length ?? 0);
}

function match(pattern: RegExp, query: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(query);
}

function tokenAt(query: string, at: number): { readonly token: Token; readonly end: number } | null {
  const quoted = match(STRING, query, at);
  if (quoted !== null) {
    const raw = quoted[1] ?? '';
    return { token: { kind: 'string', text: plainText(raw), pattern: raw }, end: at + quoted[0].length };
  }
  const plain = [
    ['datetime', DATETIME],
    ['date', DATE],
    ['number', NUMBER],
    ['word', WORD],
    ['sign', SIGN],
  ] as const;
  for (const [kind, pattern] of plain) {
    const found = match(pattern, query, at)?.[0];
    if (found !== undefined) return { token: { kind, text: found }, end: at + found.length };
  }
  return null;
}

function plainText(raw: string): string {
  return raw.replace(/\\(.)/gs, (_whole, character: string) => ESCAPES.get(character) ?? character);
}

/** A LIKE pattern as a regular expression: `%` any text, `_` one character, both plain behind a backslash. */
export function likePattern(raw: string): RegExp {
  const source = raw.replace(/\\(.)|[\s\S]/g, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return quote(ESCAPES.get(escaped) ?? escaped);
    return part === '%' ? '.*' : part === '_' ? '.' : quote(part);
  });
  return new RegExp(`^${source}$`, 'is');
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
