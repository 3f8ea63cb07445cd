import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { Acceptor } from './acceptor.ts';

const BATCH = 1_000;
/** What an amendment leaves behind. */
const STEPS = 10;
const EVENTS = 24;

/**
 * Writes the past of contracts up to a number by SQL, as if each had been amended once: its line, its operation with
 * steps, and the events. The engine's own records are not made up: a clean-up removes those of finished runs.
 */
export async function seedPast(acceptor: Acceptor, from: number, to: number): Promise<void> {
  const em = acceptor.dataSource.manager;
  for (let first = from + 1; first <= to; first += BATCH) {
    const range = [first, Math.min(first + BATCH - 1, to)];
    await rows(
      em,
      `insert into operations.line (line, accepted_sequence, applied_sequence)
       select 'ctr_past_' || n, 1, 1 from generate_series($1::integer, $2::integer) n`,
      range,
    );
    await rows(
      em,
      `insert into operations.contract_line (contract_id, line, accepted_version)
       select 'ctr_past_' || n, 'ctr_past_' || n, 2 from generate_series($1::integer, $2::integer) n`,
      range,
    );
    await rows(
      em,
      `insert into operations.operation (id, kind, status, commitment, finalization, client, idempotency_key, input_hash,
         requested_by, requested_at, updated_at, finished_at, correlation_id, sequence, customer_id, contract_id,
         legal_entity, line, input, saga, committed_at, books_line, books_sequence)
       select 'op_past_' || n, 'AMEND_CONTRACT', 'QUEUED', 'DONE', 'DONE', 'past', 'past_' || n, md5(n::text), 'past',
         now() - make_interval(secs => n), now(), now(), 'cor_past_' || n, 1, 'cust_past_' || n / 20, 'ctr_past_' || n,
         'US', 'ctr_past_' || n, '{}', 'amend-contract', now(), 'ctr_past_' || n || ':books', 1
       from generate_series($1::integer, $2::integer) n`,
      range,
    );
    await rows(
      em,
      `insert into operations.step (operation_id, position, name, system, vendor, status, attempts, started_at,
         finished_at, effect)
       select 'op_past_' || n, s, 'step-' || s, 'ERP', 'memory', 'PENDING', 1, now(), now(),
         jsonb_build_object('system', 'ERP', 'vendor', 'memory', 'externalId', 'op_past_' || n || ':' || s)
       from generate_series($1::integer, $2::integer) n, generate_series(1, ${STEPS}) s`,
      range,
    );
    await passThrough(em, range);
    await rows(
      em,
      `insert into event_log.event (type, schema_version, origin, occurred_at, legal_entity, customer_id, contract_id,
         operation_id, correlation_id, causation_id, data)
       select 'step.finished', 1, 'DERIVED', now(), 'US', 'cust_past_' || n / 20, 'ctr_past_' || n, 'op_past_' || n,
         'cor_past_' || n, 'op_past_' || n, jsonb_build_object('operation', jsonb_build_object('status', 'RUNNING'),
           'step', jsonb_build_object('name', 'step-' || s, 'system', 'ERP', 'status', 'DONE', 'pad', repeat('x', 300)))
       from generate_series($1::integer, $2::integer) n, generate_series(1, ${EVENTS}) s`,
      range,
    );
  }
  for (const table of ['line', 'contract_line', 'operation', 'step']) await rows(em, `analyze operations.${table}`);
  await rows(em, 'analyze event_log.event');
}

/** The tables let operations and steps end only as those end that have run. */
async function passThrough(em: EntityManager, range: readonly (number | undefined)[]): Promise<void> {
  const past = `(select 'op_past_' || n from generate_series($1::integer, $2::integer) n)`;
  for (const status of ['RUNNING', 'SUCCEEDED']) {
    await rows(em, `update operations.operation set status = $3 where id in ${past}`, [...range, status]);
  }
  for (const status of ['RUNNING', 'DONE']) {
    await rows(em, `update operations.step set status = $3 where operation_id in ${past}`, [...range, status]);
  }
}
