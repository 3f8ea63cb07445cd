import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { Stage } from '../engine/saga.ts';
import type { Work } from './postgres-rows.ts';

/** The line in which the books take over what a line promised. */
export function booksLineOf(line: string): string {
  return `${line}:books`;
}

/** Takes the line's row lock, until the end of the transaction. */
export async function lockLine(em: EntityManager, line: string): Promise<void> {
  await rows(
    em,
    'insert into operations.line (line, accepted_sequence, applied_sequence) values ($1, 0, 0) on conflict do nothing',
    [line],
  );
  await rows(em, 'select line from operations.line where line = $1 for update', [line]);
}

/** Gives out the line's next place, under its lock. */
export async function takePlace(em: EntityManager, line: string): Promise<number> {
  await lockLine(em, line);
  const taken = await firstRow<{ accepted_sequence: number }>(
    em,
    'update operations.line set accepted_sequence = accepted_sequence + 1 where line = $1 returning accepted_sequence',
    [line],
  );
  if (taken === null) throw new Error(`There is no line ${line}`);
  return taken.accepted_sequence;
}

/** Where a run stands; null where it stands in no line. */
export interface Place {
  readonly line: string | null;
  readonly sequence: number | null;
}

/** Proves the order that the queue gives: everything that came into the line before has left it. */
export async function isNextInLine(em: EntityManager, { line, sequence }: Place): Promise<boolean> {
  if (line === null || sequence === null) return true;
  const standing = await firstRow<{ applied_sequence: number }>(
    em,
    'select applied_sequence from operations.line where line = $1 for update',
    [line],
  );
  return standing !== null && standing.applied_sequence === sequence - 1;
}

/** Lets the next one of the line begin. */
export async function leaveLine(em: EntityManager, { line, sequence }: Place): Promise<void> {
  if (line === null) return;
  await rows(em, 'update operations.line set applied_sequence = $2 where line = $1 and applied_sequence = $2 - 1', [
    line,
    sequence,
  ]);
}

/** What was promised of the line's contracts holds no more: what comes next asks the CRM. */
export async function forgetPromises({ em, operation }: Work): Promise<void> {
  await rows(em, 'update operations.contract_line set accepted_version = null, content = null where line = $1', [
    operation.line,
  ]);
}

/** The place that an operation's run of this stage has. */
export function placeOf(operation: Work['operation'], stage: Stage): Place {
  return stage === 'commitment'
    ? { line: operation.line, sequence: operation.sequence }
    : { line: operation.books_line, sequence: operation.books_sequence };
}
