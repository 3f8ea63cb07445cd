export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'end';
  /** Names as written; texts without their quotes. */
  readonly text: string;
  readonly at: number;
}

/** A query that cannot be read or run; the sentence goes to the client. */
export class QueryError extends Error {}

const PATTERN =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|(?<name>[A-Za-z_][A-Za-z0-9_$#]*)|(?<number>\d+(?:\.\d+)?)|'(?<text>(?:[^']|'')*)'|"(?<quoted>[^"]*)"|(?<sign><>|!=|<=|>=|\|\||[=<>(),.*+\-/])/y;

/** Cuts a query into its words; throws QueryError at what is none. */
export function lex(query: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(PATTERN);
  while (pattern.lastIndex < query.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(query)?.groups;
    if (groups === undefined) throw new QueryError(`Unexpected character at ${at}: ${query.slice(at, at + 10)}`);
    const token = tokenOf(groups, at);
    if (token !== null) tokens.push(token);
  }
  return [...tokens, { kind: 'end', text: '', at: query.length }];
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, at: number): Token | null {
  const { name, number, text, quoted, sign } = groups;
  if (name !== undefined) return { kind: 'name', text: name, at };
  if (quoted !== undefined) return { kind: 'name', text: quoted, at };
  if (number !== undefined) return { kind: 'number', text: number, at };
  if (text !== undefined) return { kind: 'text', text: text.replaceAll("''", "'"), at };
  return sign === undefined ? null : { kind: 'sign', text: sign, at };
}
