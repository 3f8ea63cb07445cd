import type { Client } from 'pg';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import { openLog } from '#kit/observability/log.ts';
import { connect } from '#kit/persistence/connect.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { startRevrec } from '#revrec/start.ts';
import type { DraftJournalsAnswer } from '#schema/commands/revrec.ts';
import { copyRows } from './postgres-copy.ts';
import { FIRST_CONTRACT, factsOfContract } from './revenue-contract.ts';

const BATCH = 5_000;
const LINES_MAX = 1_000;
/** As recognizeRevenue asks for them. */
const PORTION = 1_000;
const OPEN = Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}`);

export interface MonthRun {
  readonly contracts: number;
  readonly lines: number;
  readonly runMs: number;
  /** Of a COPY of the same journal lines into an equal table. */
  readonly copyMs: number;
  readonly rssMb: number;
}

/** A month's journals of ever more contracts, by the command that the run of a month sends, and a COPY of its lines. */
export async function monthRuns(
  databaseUrl: string,
  sizes: readonly number[],
  say: (line: string) => void,
): Promise<readonly MonthRun[]> {
  const bell = await openEventBell(databaseUrl, systemTimers);
  const revrec = await startRevrec({
    databaseUrl,
    poolSize: 4,
    serviceSecret: 'bench',
    clock: systemClock,
    timers: systemTimers,
    log: openLog('bench', 'fatal'),
    bell,
  });
  const client = await connect(databaseUrl, 'bench');
  try {
    const runs: MonthRun[] = [];
    for (const size of sizes) {
      say(`${size} contracts: seeding`);
      await seed(client, size);
      say(`${size} contracts: a month`);
      const began = performance.now();
      const { looked, rssMb } = await draft(revrec.subgraph);
      if (looked !== size) throw new Error(`${looked} of ${size} contracts were looked at`);
      const runMs = performance.now() - began;
      say(`${size} contracts: copy`);
      const { lines, copyMs } = await copyLines(client);
      runs.push({ contracts: size, lines, runMs, copyMs, rssMb });
    }
    return runs;
  } finally {
    await client.end();
    await revrec.close();
    await bell.close();
  }
}

/** As a month's run does it: portion by portion. Answers how many contracts were looked at, and the most memory held. */
async function draft({
  execute,
}: Awaited<ReturnType<typeof startRevrec>>['subgraph']): Promise<{ readonly looked: number; readonly rssMb: number }> {
  const asked = { legalEntity: 'US', linesMax: LINES_MAX, window: { through: '2026-01', openPeriods: OPEN } };
  const query = 'mutation ($command: JSON!) { answer: revrecCommand(name: "draftJournals", command: $command) }';
  const principal = {
    subject: 'bench',
    roles: ['service'],
    entities: ['US'],
    scopes: [],
    correlationId: 'bench',
  } as const;
  let [looked, rssMb] = [0, 0];
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const command = { ...asked, after, limit: PORTION };
    const { data } = await execute({ query, variables: { command } }, principal);
    const answer = data?.['answer'] as { readonly ok: boolean; readonly value: DraftJournalsAnswer };
    if (!answer.ok) throw new Error(`The month was not drafted: ${JSON.stringify(answer)}`);
    looked += answer.value.looked;
    rssMb = Math.max(rssMb, process.memoryUsage().rss / 2 ** 20);
    after = answer.value.after;
  }
  return { looked, rssMb };
}

/** So many contracts with their facts, and no journals: rows of one are written as the engine has them, the others follow. */
async function seed(client: Client, contracts: number): Promise<void> {
  await client.query('truncate revrec.journal_line, revrec.journal_batch, revrec.event, revrec.contract cascade');
  await client.query(
    `insert into revrec.contract (id, contract_id, number, customer_id, legal_entity, currency, starts_on, ends_on, version, products)
     select 'rc_' || n, $1 || lpad(n::text, 7, '0'), n::text, 'cust_bench', 'US', 'USD', '2026-01-01', '2027-12-31', 3, '[]'
     from generate_series(0, $2 - 1) n`,
    [FIRST_CONTRACT.slice(0, -7), contracts],
  );
  for (const fact of factsOfContract(FIRST_CONTRACT)) {
    const { id, kind, entity, effectiveAt, recordedAt, source, payload } = fact;
    for (let from = 0; from < contracts; from += BATCH) {
      await client.query(
        `insert into revrec.event (id, contract_id, kind, legal_entity, effective_at, recorded_at, source_system, source_type,
           source_id, source_version, payload_hash, payload, operation_id)
         select replace($1, $9, key), key, $2, $3, $4, $5, $6, $7, key, $8, replace($1, $9, key),
           replace($10, $9, key)::jsonb, 'op_bench'
         from (select $11 || lpad(n::text, 7, '0') as key from generate_series($12::integer, $13::integer) n) keys`,
        [
          id,
          kind,
          entity,
          effectiveAt,
          recordedAt,
          source.system,
          source.objectType,
          source.objectVersion,
          FIRST_CONTRACT,
          JSON.stringify(payload),
          FIRST_CONTRACT.slice(0, -7),
          from,
          Math.min(from + BATCH, contracts) - 1,
        ],
      );
    }
  }
  await client.query('analyze revrec.contract');
  await client.query('analyze revrec.event');
}

async function copyLines(client: Client): Promise<{ readonly lines: number; readonly copyMs: number }> {
  await client.query('drop table if exists bench_copy');
  await client.query(
    'create table bench_copy (like revrec.journal_line including all, foreign key (batch_key) references revrec.journal_batch)',
  );
  const { rows } = await client.query<{ line: string }>(
    `select concat_ws(E'\\t', batch_key, position, contract_id, accounting_contract, coalesce(obligation, '\\N'), role, layer,
       cause, origin_period, debit_minor, credit_minor) as line from revrec.journal_line`,
  );
  const text = Buffer.from(rows.map(({ line }) => `${line}\n`).join(''));
  const columns =
    'batch_key, position, contract_id, accounting_contract, obligation, role, layer, cause, origin_period, debit_minor, credit_minor';
  const began = performance.now();
  await copyRows(client, `copy bench_copy (${columns}) from stdin`, text);
  const copyMs = performance.now() - began;
  const { rows: counted } = await client.query<{ count: string }>('select count(*) as count from bench_copy');
  if (Number(counted[0]?.count) !== rows.length) throw new Error('The copy has not all lines');
  return { lines: rows.length, copyMs };
}
