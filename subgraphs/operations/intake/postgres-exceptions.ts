import type { EntityManager } from 'typeorm';
import { UNASSIGNED } from '#kit/events/event.ts';
import { rows } from '#kit/persistence/query.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { closeStandalone, openStandaloneException } from '../exceptions/postgres-standalone.ts';
import { policyAt } from '../policies/postgres-policies.ts';
import { prerequisiteMsOf } from '../policies/retry.ts';
import type { Case } from './decision.ts';
import type { Item } from './postgres-items.ts';
import { readSubject } from './subject.ts';

interface Now {
  readonly ids: Ids;
  readonly now: Date;
}

const problemKey = (subject: string) => `intake:${subject}`;
const overdueKey = (subject: string) => `intake-overdue:${subject}`;

/** Opens work for a person about a subject, with the news as it came; audited. One of a subject is open at a time. */
export async function askAPerson(em: EntityManager, parts: Now, item: Item, problem: Case): Promise<void> {
  const { code, about, legalEntity, ...said } = problem;
  const { subject, type, xid, id, data } = item;
  const exceptionId = await openStandaloneException(em, parts, {
    ...said,
    key: problemKey(subject),
    legalEntity: legalEntity ?? UNASSIGNED,
    payload: { code, subject, event: { type, xid, id, data }, ...about },
  });
  await appendAudit(em, {
    at: parts.now,
    actor: 'revgraph',
    action: 'intake.quarantined',
    subject,
    correlationId: item.correlation_id,
    before: null,
    after: { code, exceptionId, event: { type, xid, id } },
  });
}

/** The subject is dealt with: nobody has to look at it any more. */
export async function closeProblems(em: EntityManager, now: Date, subject: string): Promise<void> {
  await closeStandalone(em, problemKey(subject), now);
  await closeStandalone(em, overdueKey(subject), now);
}

/**
 * Has a kept item looked at again, as after a correction. False when nothing about the subject is kept. An exception of
 * intake names its subject in its payload.
 */
export async function replayItem(em: EntityManager, now: Date, subject: string): Promise<boolean> {
  const replayed = await rows(
    em,
    `update operations.intake_item set state = 'NEW', due_at = $2, attempts = 0, wakes = wakes + 1
     where subject = $1 and state <> 'DONE' returning number`,
    [subject, now],
  );
  return replayed.length > 0;
}

/** Tells a person of what has waited longer than the policy allows; it goes on by itself all the same. */
export async function tellOverdue(em: EntityManager, parts: Now): Promise<void> {
  const { document } = await policyAt(em, 'retry', parts.now);
  const waiting = await rows<Overdue>(
    em,
    `select subject, reason, since, legal_entity, customer_id, contract_id from operations.intake_item i
     where state = 'WAITING' and not exists (
       select from operations.exception e where e.business_key = 'intake-overdue:' || i.subject and e.closed_at is null)
     order by number`,
  );
  for (const item of waiting) {
    const allowedMs = prerequisiteMsOf(document, prerequisiteOf(item.reason));
    if (allowedMs === null || parts.now.getTime() - item.since.getTime() < allowedMs) continue;
    await openStandaloneException(em, parts, overdue(item));
  }
}

interface Overdue {
  readonly subject: string;
  readonly reason: string;
  readonly since: Date;
  readonly legal_entity: string | null;
  readonly customer_id: string | null;
  readonly contract_id: string | null;
}

/** The name under which the policy knows what is waited for, such as APPROVAL. */
function prerequisiteOf(reason: string): string {
  return (reason.split(':')[0] ?? '').toUpperCase();
}

function overdue({ subject, reason, legal_entity, customer_id, contract_id }: Overdue) {
  const { kind, id } = readSubject(subject);
  return {
    key: overdueKey(subject),
    cause: 'SEQUENCING',
    system: kind === 'opportunity' || kind === 'contract' || kind === 'customer' ? 'CRM' : 'BILLING',
    title: `News of ${kind} ${id} waits for ${reason}`,
    explanation: `What has to come first has not come: ${reason}. Nothing was done yet; it goes on by itself then.`,
    impact: null,
    legalEntity: legal_entity ?? UNASSIGNED,
    customerId: customer_id,
    contractId: contract_id,
    payload: { code: 'SEQUENCING', subject, waitsFor: reason },
  } as const;
}
