import { bigintColumn, instantColumn, jsonColumn } from '#kit/persistence/columns.ts';

/** What a row of the mirror adds to a record of the port. */
export interface Mirrored {
  readonly connection: string;
  /** When we read it. */
  readonly asOf: Date;
  /** The ticket of the read that it comes from: of two reads the one that began later wins. */
  readonly ticket: bigint;
}

/** A mirrored record that the graph names by an id of ours. */
export interface Identified extends Mirrored {
  readonly id: string;
}

/** The columns of every row: whose record it is, which state of it, and how the vendor put it. */
export const originColumns = {
  connection: { type: 'text', primary: true },
  externalId: { type: 'text', name: 'external_id', primary: true },
  version: instantColumn,
  asOf: { ...instantColumn, name: 'as_of' },
  ticket: bigintColumn,
  raw: jsonColumn,
} as const;
