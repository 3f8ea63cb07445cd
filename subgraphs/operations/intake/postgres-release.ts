import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { Prerequisite } from '#schema/errors/connector-error.ts';
import { sendDecision } from '../engine/dbos-engine.ts';

interface Waiting {
  readonly operation_id: string;
  readonly step: string;
  readonly waits_in: string;
}

const WAITING = 'select p.operation_id, p.step, p.waits_in from operations.prerequisite p';

/** Something that may be missed somewhere, and the event that told of it. */
export interface Arrival {
  readonly prerequisite: Prerequisite;
  readonly id: string;
  readonly event: string;
}

/** What was missing has come: those who wait for it ask again. */
export async function releaseWaiting(em: EntityManager, { prerequisite, id, event }: Arrival): Promise<void> {
  const waiting = await rows<Waiting>(em, `${WAITING} where p.kind = $1 and p.subject = $2`, [prerequisite, id]);
  await askAgain(em, waiting, event);
}

/** The books have what this operation took care of: its documents are what others may wait for. */
export async function releaseDocumentsOf(em: EntityManager, operationId: string, event: string): Promise<void> {
  const waiting = await rows<Waiting>(
    em,
    `${WAITING} where p.kind in ('INVOICE_POSTING', 'PAYMENT_POSTING') and p.subject in (
       select document_id from operations.document where operation_id = $1
       union all select split_part(subject, ':', 2) from operations.intake_subject where operation_id = $1)`,
    [operationId],
  );
  await askAgain(em, waiting, event);
}

/**
 * Somebody has just begun to wait. What it waits for may have come between its question and its noting down, so it asks
 * once more.
 */
export async function releaseNewcomer(em: EntityManager, operationId: string, event: string): Promise<void> {
  await askAgain(em, await rows<Waiting>(em, `${WAITING} where p.operation_id = $1`, [operationId]), event);
}

/** One message for each event; a process that died and takes the event again sends the same one. */
async function askAgain(em: EntityManager, waiting: readonly Waiting[], event: string): Promise<void> {
  for (const { operation_id, step, waits_in } of waiting) {
    const id = `release:${event}:${operation_id}:${step}`;
    await sendDecision(em, { workflowId: waits_in, step }, { action: 'RETRY' }, id);
  }
}
