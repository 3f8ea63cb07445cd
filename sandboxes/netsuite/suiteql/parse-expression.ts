import { QueryError, type Token } from './lexer.ts';
import type { Expression } from './syntax.ts';

const RESERVED: ReadonlySet<string> = new Set(
  'select distinct from where group order by having inner left outer join on and or not in is null like between as asc desc fetch first rows only'.split(
    ' ',
  ),
);
const COMPARISONS: ReadonlySet<string> = new Set(['=', '!=', '<>', '<', '>', '<=', '>=']);

/** Walks over the tokens of one query. Words are compared without regard to case. */
export class Reader {
  readonly #tokens: readonly Token[];
  #place = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get token(): Token {
    const token = this.#tokens[this.#place];
    if (token === undefined) throw new QueryError('The query ends too early.');
    return token;
  }

  advance(): Token {
    const token = this.token;
    this.#place += 1;
    return token;
  }

  /** Takes the words if they come next, all of them or none. */
  takes(...words: readonly string[]): boolean {
    const matches = words.every((word, index) => {
      const token = this.#tokens[this.#place + index];
      return (token?.kind === 'name' || token?.kind === 'sign') && token.text.toLowerCase() === word;
    });
    if (matches) this.#place += words.length;
    return matches;
  }

  needs(...words: readonly string[]): void {
    if (!this.takes(...words)) throw new QueryError(`${words.join(' ').toUpperCase()} is missing at: ${this.here()}`);
  }

  here(): string {
    return this.token.kind === 'end' ? 'end of query' : this.token.text;
  }

  /** A name that is no word of the language; null when another token comes next. */
  takesName(): string | null {
    const { kind, text } = this.token;
    if (kind !== 'name' || RESERVED.has(text.toLowerCase())) return null;
    this.advance();
    return text;
  }

  needsName(): string {
    const name = this.takesName();
    if (name === null) throw new QueryError(`A name is missing at: ${this.here()}`);
    return name;
  }

  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.takes(',')) items.push(read());
    return items;
  }
}

export function parseExpression(reader: Reader): Expression {
  return parseChain(reader, ['or'], (inner) => parseChain(inner, ['and'], parseNot));
}

function parseChain(reader: Reader, operators: readonly string[], next: (reader: Reader) => Expression): Expression {
  let left = next(reader);
  for (;;) {
    const operator = operators.find((word) => reader.takes(word));
    if (operator === undefined) return left;
    left = { kind: 'binary', operator, left, right: next(reader) };
  }
}

function parseNot(reader: Reader): Expression {
  return reader.takes('not') ? { kind: 'not', of: parseNot(reader) } : parsePredicate(reader);
}

function parsePredicate(reader: Reader): Expression {
  const of = parseSum(reader);
  const { kind, text } = reader.token;
  if (kind === 'sign' && COMPARISONS.has(text)) {
    reader.advance();
    return { kind: 'binary', operator: text === '<>' ? '!=' : text, left: of, right: parseSum(reader) };
  }
  if (reader.takes('is')) {
    const negated = reader.takes('not');
    reader.needs('null');
    return { kind: 'isNull', of, negated };
  }
  const negated = reader.takes('not');
  if (reader.takes('in')) {
    reader.needs('(');
    const among = reader.list(() => parseSum(reader));
    reader.needs(')');
    return { kind: 'in', of, among, negated };
  }
  if (reader.takes('like')) return { kind: 'like', of, pattern: parseSum(reader), negated };
  if (reader.takes('between')) return parseBetween(reader, of, negated);
  if (negated) throw new QueryError(`IN, LIKE or BETWEEN is missing at: ${reader.here()}`);
  return of;
}

function parseBetween(reader: Reader, of: Expression, negated: boolean): Expression {
  const low: Expression = { kind: 'binary', operator: '>=', left: of, right: parseSum(reader) };
  reader.needs('and');
  const high: Expression = { kind: 'binary', operator: '<=', left: of, right: parseSum(reader) };
  const both: Expression = { kind: 'binary', operator: 'and', left: low, right: high };
  return negated ? { kind: 'not', of: both } : both;
}

function parseSum(reader: Reader): Expression {
  return parseChain(reader, ['+', '-', '||'], (inner) => parseChain(inner, ['*'], parseUnary));
}

function parseUnary(reader: Reader): Expression {
  return reader.takes('-') ? { kind: 'minus', of: parseUnary(reader) } : parsePrimary(reader);
}

function parsePrimary(reader: Reader): Expression {
  const { kind, text } = reader.token;
  if (kind === 'text' || kind === 'number') {
    reader.advance();
    return { kind, text };
  }
  if (reader.takes('null')) return { kind: 'null' };
  if (reader.takes('(')) {
    const inner = parseExpression(reader);
    reader.needs(')');
    return inner;
  }
  const name = reader.needsName();
  if (reader.takes('(')) return parseCall(reader, name);
  if (!reader.takes('.')) return { kind: 'column', table: null, name: name.toLowerCase() };
  const member = reader.needsName();
  // `BUILTIN.DF(...)` looks like a column until the bracket.
  if (reader.takes('(')) return parseCall(reader, `${name}.${member}`);
  return { kind: 'column', table: name.toLowerCase(), name: member.toLowerCase() };
}

function parseCall(reader: Reader, name: string): Expression {
  const call = { kind: 'call', name: name.toLowerCase() } as const;
  if (reader.takes('*', ')')) return { ...call, args: [], star: true, distinct: false };
  if (reader.takes(')')) return { ...call, args: [], star: false, distinct: false };
  const distinct = reader.takes('distinct');
  const args = reader.list(() => parseExpression(reader));
  reader.needs(')');
  return { ...call, args, star: false, distinct };
}
