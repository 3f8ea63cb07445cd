import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';

/** What a command answered under this key; null when nothing was done under it. Only the same command reads it back. */
export async function keptOutcome<Outcome>(em: EntityManager, key: string): Promise<Outcome | null> {
  const kept = await firstRow<{ outcome: Outcome }>(em, 'select outcome from revrec.outcome where key = $1', [key]);
  return kept?.outcome ?? null;
}

/** In the transaction that did it: whoever asks later finds either both or neither. */
export async function keepOutcome(em: EntityManager, key: string, outcome: unknown): Promise<void> {
  await rows(em, 'insert into revrec.outcome (key, outcome) values ($1, $2)', [key, JSON.stringify(outcome)]);
}
