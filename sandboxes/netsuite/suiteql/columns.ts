import type { Books } from '../books.ts';
import { type Fields, nameOf, textOf } from '../records.ts';
import type { Column } from './table.ts';
import { type Cell, civilDate, numberOf } from './value.ts';

/** Anything with stored fields: a record, or one of its lines. */
interface WithFields {
  readonly fields: Fields;
}

export function textField(name: string): Column<WithFields> {
  return { read: ({ fields }) => textOf(fields, name) };
}

export function numberField(name: string): Column<WithFields> {
  return { read: ({ fields }) => numberOf(textOf(fields, name)) };
}

/** `T` or `F`; an absent flag is `F`. */
export function flagOf(name: string): Column<WithFields> {
  return { read: ({ fields }) => (fields[name] === true ? 'T' : 'F') };
}

export function dateOf(name: string): Column<WithFields> {
  return {
    read: ({ fields }) => {
      const text = textOf(fields, name);
      return text === null ? null : civilDate(text);
    },
  };
}

/** A reference: its value is the id as a number, shown by the name of what it refers to. */
export function refField(name: string, types: readonly string[], books: Books): Column<WithFields> {
  return { ...numberField(name), display: nameOfRef(name, types, books) };
}

export function nameOfRef(name: string, types: readonly string[], books: Books): (row: WithFields) => Cell {
  return ({ fields }) => {
    const id = textOf(fields, name);
    if (id === null) return null;
    for (const type of types) {
      const record = books.records.get(type, id);
      if (record !== undefined) return nameOf(record);
    }
    return null;
  };
}
