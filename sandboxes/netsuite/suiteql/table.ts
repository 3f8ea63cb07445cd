import type { Cell } from './value.ts';

/** One row: the value of a column by its lower-case name. */
export interface Row {
  cell(column: string): Cell;
  /** What BUILTIN.DF shows of a column: a name for a reference, else the value. */
  display(column: string): Cell;
}

export interface Table {
  readonly columns: readonly string[];
  rows(): readonly Row[];
  /** The rows with this value, as text, in an indexed column; null when the column has no index. */
  lookUp(column: string, value: string): readonly Row[] | null;
}

/** A column: how it is read from a record and, where it refers to something, how that is called. */
export interface Column<T> {
  readonly read: (record: T) => Cell;
  readonly display?: (record: T) => Cell;
}

/** Finds the records of a table by the value of one of its columns, without looking at the others. */
type Index<T> = (value: string) => readonly T[];

/** A table over records whose columns are read only when a query asks for them. */
export function tableOf<T>(
  records: () => readonly T[],
  columns: Readonly<Record<string, Column<T>>>,
  indexes: Readonly<Record<string, Index<T>>> = {},
): Table {
  const byName = new Map(Object.entries(columns));
  const byIndex = new Map(Object.entries(indexes));
  const row = (record: T): Row => ({
    cell: (column) => byName.get(column)?.read(record) ?? null,
    display: (column) => {
      const found = byName.get(column);
      return found?.display?.(record) ?? found?.read(record) ?? null;
    },
  });
  return {
    columns: [...byName.keys()],
    rows: () => records().map(row),
    lookUp: (column, value) => byIndex.get(column)?.(value).map(row) ?? null,
  };
}
