export type Expression =
  | { readonly kind: 'text' | 'number'; readonly text: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'column'; readonly table: string | null; readonly name: string }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly star: boolean;
      readonly distinct: boolean;
    }
  | { readonly kind: 'not' | 'minus'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'isNull'; readonly of: Expression; readonly negated: boolean }
  | { readonly kind: 'in'; readonly of: Expression; readonly among: readonly Expression[]; readonly negated: boolean }
  | { readonly kind: 'like'; readonly of: Expression; readonly pattern: Expression; readonly negated: boolean };

export interface Selected {
  /** Null = every column (`*`) of `table`, or of all tables. */
  readonly expression: Expression | null;
  readonly table: string | null;
  /** Lower case, as it stands in the answer. */
  readonly name: string;
}

export interface Source {
  readonly table: string;
  readonly alias: string;
}

export interface Join extends Source {
  readonly outer: boolean;
  readonly on: Expression;
}

export interface Query {
  readonly distinct: boolean;
  readonly select: readonly Selected[];
  readonly from: Source;
  readonly joins: readonly Join[];
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | null;
  readonly orderBy: readonly { readonly by: Expression; readonly descending: boolean }[];
  readonly rowsMax: number | null;
}
