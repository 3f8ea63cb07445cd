import { done, type Outcome } from './errors.ts';
import { malformedQuery, type Token, tokenise } from './soql-tokens.ts';

export type Literal =
  | { readonly kind: 'string'; readonly text: string; readonly pattern: string }
  | { readonly kind: 'number' | 'date' | 'datetime'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' };

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'IN' | 'NOT IN';

/** `Owner.Name` as `['Owner', 'Name']`. */
export type Path = readonly string[];

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | {
      readonly kind: 'compare';
      readonly path: Path;
      readonly operator: Operator;
      readonly literals: readonly Literal[];
    };

export interface SoqlOrder {
  readonly path: Path;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

export interface SoqlQuery {
  /** Null for `COUNT()`. */
  readonly select: readonly Path[] | null;
  readonly from: string;
  readonly where: Condition | null;
  readonly orderBy: readonly SoqlOrder[];
  readonly limit: number | null;
  readonly offset: number;
}

const COMPARISONS: ReadonlyMap<string, Operator> = new Map([
  ['=', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

const RESERVED = new Set([
  'AND',
  'OR',
  'NOT',
  'FROM',
  'WHERE',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'IN',
  'LIKE',
  'SELECT',
  'GROUP',
]);

/** Reads the part of SOQL that this org understands; anything else is MALFORMED_QUERY. */
export function parseSoql(text: string): Outcome<SoqlQuery> {
  const tokens = tokenise(text);
  if (!tokens.ok) return tokens;
  try {
    return done(new Parser(tokens.value).query());
  } catch (error) {
    if (error instanceof Unexpected) return malformedQuery(error.message);
    throw error;
  }
}

/** How the descent gives up; it never leaves this file. */
class Unexpected extends Error {}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): SoqlQuery {
    this.#expect('SELECT');
    const select = this.#select();
    this.#expect('FROM');
    const from = this.#objectName();
    const where = this.#take('WHERE') ? this.#either() : null;
    const orderBy = this.#take('ORDER') ? this.#orderBy() : [];
    const limit = this.#take('LIMIT') ? this.#count() : null;
    const offset = this.#take('OFFSET') ? this.#count() : 0;
    if (this.#at < this.#tokens.length) this.#fail();
    return { select, from, where, orderBy, limit, offset };
  }

  #select(): readonly Path[] | null {
    const counted = this.#upper(0) === 'COUNT' && this.#upper(1) === '(';
    if (counted) {
      this.#at += 2;
      this.#expect(')');
      return null;
    }
    return this.#list(() => this.#path());
  }

  #orderBy(): readonly SoqlOrder[] {
    this.#expect('BY');
    return this.#list(() => {
      const path = this.#path();
      const descending = this.#take('DESC');
      if (!descending) this.#take('ASC');
      if (!this.#take('NULLS')) return { path, descending, nullsLast: false };
      const nullsLast = this.#take('LAST');
      if (!nullsLast) this.#expect('FIRST');
      return { path, descending, nullsLast };
    });
  }

  #either(): Condition {
    const first = this.#both();
    if (this.#upper(0) !== 'OR') return first;
    const parts = [first];
    while (this.#take('OR')) parts.push(this.#both());
    // The vendor refuses AND beside OR without parentheses, as it would be ambiguous.
    if (parts.some((part) => part.kind === 'and' && !this.#grouped.has(part))) this.#fail();
    return { kind: 'or', parts };
  }

  #both(): Condition {
    const first = this.#unit();
    if (this.#upper(0) !== 'AND') return first;
    const parts = [first];
    while (this.#take('AND')) parts.push(this.#unit());
    return { kind: 'and', parts };
  }

  readonly #grouped = new WeakSet<Condition>();

  #unit(): Condition {
    if (this.#take('NOT')) return { kind: 'not', part: this.#unit() };
    if (this.#take('(')) {
      const inner = this.#either();
      this.#expect(')');
      this.#grouped.add(inner);
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Condition {
    const path = this.#path();
    if (this.#take('LIKE')) return { kind: 'compare', path, operator: 'LIKE', literals: [this.#literal()] };
    const negated = this.#take('NOT');
    if (negated || this.#upper(0) === 'IN') {
      this.#expect('IN');
      this.#expect('(');
      const literals = this.#list(() => this.#literal());
      this.#expect(')');
      return { kind: 'compare', path, operator: negated ? 'NOT IN' : 'IN', literals };
    }
    const operator = COMPARISONS.get(this.#upper(0));
    if (operator === undefined) return this.#fail();
    this.#at += 1;
    return { kind: 'compare', path, operator, literals: [this.#literal()] };
  }

  #literal(): Literal {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token === undefined || token.kind === 'sign') return this.#fail(-1);
    if (token.kind !== 'word') return token.kind === 'string' ? token : { kind: token.kind, text: token.text };
    const word = token.text.toUpperCase();
    if (word === 'NULL') return { kind: 'null' };
    if (word === 'TRUE' || word === 'FALSE') return { kind: 'boolean', value: word === 'TRUE' };
    return this.#fail(-1);
  }

  #list<T>(item: () => T): readonly T[] {
    const items = [item()];
    while (this.#take(',')) items.push(item());
    return items;
  }

  #path(): Path {
    return this.#name().split('.');
  }

  /** `FROM Order` asks for the object Order: behind FROM no word is reserved. */
  #objectName(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') return this.#fail();
    this.#at += 1;
    return token.text;
  }

  #name(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word' || RESERVED.has(token.text.toUpperCase())) return this.#fail();
    this.#at += 1;
    return token.text;
  }

  #count(): number {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'number' || !/^\d{1,7}$/.test(token.text)) return this.#fail();
    this.#at += 1;
    return Number(token.text);
  }

  #upper(ahead: number): string {
    const token = this.#tokens[this.#at + ahead];
    return token?.kind === 'word' || token?.kind === 'sign' ? token.text.toUpperCase() : '';
  }

  #take(wanted: string): boolean {
    if (this.#upper(0) !== wanted) return false;
    this.#at += 1;
    return true;
  }

  #expect(wanted: string): void {
    if (!this.#take(wanted)) this.#fail();
  }

  #fail(back = 0): never {
    const token = this.#tokens[this.#at + back];
    throw new Unexpected(token === undefined ? 'unexpected end of query' : `unexpected token: '${token.text}'`);
  }
}
