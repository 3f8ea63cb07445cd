import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { ProrationCheck } from '#schema/commands/revrec.ts';

/** What a command answered under this key; null when nothing was done under it. Only the same command reads it back. */
export async function keptOutcome<Outcome>(em: EntityManager, key: string): Promise<Outcome | null> {
  const kept = await firstRow<{ outcome: Outcome }>(em, 'select outcome from revrec.outcome where key = $1', [key]);
  return kept?.outcome ?? null;
}

/** In the transaction that did it: whoever asks later finds either both or neither. */
export async function keepOutcome(
  em: EntityManager,
  { key, operationId }: { readonly key: string; readonly operationId: string },
  outcome: unknown,
): Promise<void> {
  await rows(em, 'insert into revrec.outcome (key, operation_id, outcome) values ($1, $2, $3)', [
    key,
    operationId,
    JSON.stringify(outcome),
  ]);
}

/** By operation: how billing's proration compared with our own when the operation's amendment was taken up. */
export async function prorationChecksOf(
  em: EntityManager,
  operationIds: readonly string[],
): Promise<ReadonlyMap<string, ProrationCheck>> {
  const found = await rows<{ operation_id: string; proration_check: ProrationCheck | null }>(
    em,
    `select operation_id, outcome -> 'prorationCheck' as proration_check from revrec.outcome
     where operation_id = any($1::text[])`,
    [operationIds],
  );
  return new Map(
    found.flatMap((row) => (row.proration_check === null ? [] : [[row.operation_id, row.proration_check] as const])),
  );
}
