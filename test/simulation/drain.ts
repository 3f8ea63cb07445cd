import { systemTimers } from '#kit/runtime/timers.ts';
import { audit } from './audit.ts';
import type { Finding } from './finding.ts';
import type { KilledWorld } from './killed-world.ts';
import { readHistory } from './read-history.ts';

const LOOK_EVERY_MS = 250;
/** So many looks without any change, with everything at rest, and nothing more is coming. */
const LOOKS_AT_REST = 60;
const LOOKS_MAX = 2400;

export interface Drained {
  readonly findings: readonly Finding[];
  /** Exceptions that were decided by RETRY. */
  readonly decided: number;
}

/**
 * Waits until everything accepted has ended and the records agree, deciding every exception by RETRY as a person would; or
 * until nothing changes any more. Answers what the audit finds then.
 */
export async function drain(world: KilledWorld): Promise<Drained> {
  let decided = 0;
  let restingCount = 0;
  let before = '';
  for (let look = 0; look < LOOKS_MAX && restingCount < LOOKS_AT_REST; look += 1) {
    decided += await retryAll(world);
    const { openCount, state } = await standing(world);
    restingCount = state === before ? restingCount + 1 : 0;
    before = state;
    if (openCount === 0 && restingCount >= 4 && (await findingsOf(world)).length === 0) break;
    await systemTimers.sleep(LOOK_EVERY_MS);
  }
  return { findings: await findingsOf(world), decided };
}

export async function findingsOf(world: KilledWorld): Promise<readonly Finding[]> {
  const history = await readHistory({ sql: world.sql, ledgers: await world.ledgers() });
  return audit(history);
}

async function standing({ sql }: KilledWorld): Promise<{ readonly openCount: number; readonly state: string }> {
  const [row] = await sql<{ open: number; state: string }>(
    `select (select count(*)::integer from operations.operation where finished_at is null) as open,
       concat_ws('/', (select count(*) from event_log.event where type not like 'operation.overdue%'),
         (select count(*) from operations.operation), (select sum(attempts) from operations.step)) as state`,
  );
  return { openCount: row?.open ?? 0, state: row?.state ?? '' };
}

/** What keeps those that have not ended: their unfinished steps with what each said last. */
export async function unended({ sql }: KilledWorld): Promise<readonly Record<string, unknown>[]> {
  return sql<Record<string, unknown>>(
    `select o.id, o.kind, o.status, o.line, o.sequence, s.name as step, s.status as "stepStatus", s.attempts, s.error,
       p.kind as "waitsFor", p.subject
     from operations.operation o
     left join operations.step s on s.operation_id = o.id and s.status not in ('DONE', 'SKIPPED', 'PENDING')
     left join operations.prerequisite p on p.operation_id = o.id and p.step = s.name
     where o.finished_at is null order by o.line, o.sequence`,
  );
}

const RETRY = `mutation ($input: ResolveExceptionInput!) { answer: resolveException(input: $input) {
  userErrors { code message } } }`;

/** Only what an operation stops at. What was tried often enough and is still refused stays for a real person. */
async function retryAll({ sql, finance }: KilledWorld): Promise<number> {
  const open = await sql<{ id: string }>(
    `select e.id from operations.exception e join operations.operation o on o.id = e.operation_id
     where e.status in ('OPEN', 'ASSIGNED') and o.status = 'PARKED'
       and (select count(*) from operations.exception r where r.operation_id = o.id and r.step = e.step) <= 5 order by e.opened_at limit 20`,
  );
  for (const { id } of open) {
    const input = { exceptionId: id, action: 'RETRY', note: 'chaos', idempotencyKey: `chaos:${id}` };
    await finance(RETRY, { input }).catch(() => undefined);
  }
  return open.length;
}
