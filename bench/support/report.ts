import type { Machine } from './machine.ts';

/** A figure, a word, or null where it could not be had. */
export type Cell = number | string | null;

/** Rows of one table have the same members; their names are the column heads and carry the units. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

export interface Report {
  readonly benchmark: string;
  readonly command: string;
  readonly machine: Machine;
  /** How it was measured, a sentence each. */
  readonly method: readonly string[];
  readonly tables: readonly Table[];
  /** What the reader must know before quoting a figure. */
  readonly notes: readonly string[];
  /** Why the figures must not be compared; empty when they may. */
  readonly faults: readonly string[];
}

/** A report for a person. */
export function reportText({ command, machine, method, tables, notes, faults }: Report): string {
  const lines = [
    command,
    '',
    ...Object.entries(machine).map(([name, value]) => `  ${name.padEnd(14)} ${String(value)}`),
    '',
    ...method.map((line) => `  ${line}`),
    ...tables.flatMap((table) => ['', table.title, ...tableLines(table)]),
    '',
    ...notes.map((line) => `  ${line}`),
    ...faults.map((line) => `  FAULT: ${line}`),
  ];
  return lines.join('\n');
}

function tableLines({ rows }: Table): readonly string[] {
  const heads = Object.keys(rows[0] ?? {});
  const cells = [heads, ...rows.map((row) => heads.map((head) => cellText(row[head])))];
  const widths = heads.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => {
    const padded = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `  ${padded.join('  ')}`;
  });
}

function cellText(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '-' : String(cell);
}
