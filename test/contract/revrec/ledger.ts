import type { Room } from './room.ts';

type Figures = Readonly<Record<string, string>>;

/** Revenue by accounting contract, obligation and month of origin, as the drafted and posted journals have it. */
export async function journalledRevenue(room: Room): Promise<Figures> {
  const found = await room.sql<{ key: string; amount: string }>(
    `select concat_ws(' ', obligation, origin_period) as key, sum(credit_minor - debit_minor)::text as amount
     from revrec.journal_line where role = 'REVENUE' group by 1 order by 1`,
  );
  return Object.fromEntries(found.map(({ key, amount }) => [key, amount]));
}

/** The balance of a role over all journals, debit above zero, in minor units. */
export async function balanceOf(room: Room, role: string): Promise<bigint> {
  const [found] = await room.sql<{ balance: string }>(
    'select coalesce(sum(debit_minor - credit_minor), 0)::text as balance from revrec.journal_line where role = $1',
    [role],
  );
  return BigInt(found?.balance ?? '0');
}

export interface Batch {
  readonly batchKey: string;
  readonly journal: {
    readonly memo: string;
    readonly period: string;
    readonly lines: readonly {
      readonly contractId: string;
      readonly debit: { readonly minor: string } | null;
      readonly credit: { readonly minor: string } | null;
    }[];
  };
}

/** What a month's run of the entity sends to the ledger: drafted portion by portion, then read by key. */
export async function monthsRun(
  room: Room,
  window: { readonly through: string; readonly openPeriods: readonly string[] },
  { limit = 100, linesMax }: { readonly limit?: number; readonly linesMax?: number } = {},
): Promise<readonly Batch[]> {
  const asked = { legalEntity: 'US', window, limit, ...(linesMax === undefined ? {} : { linesMax }) };
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const drafted = await room.command('draftJournals', { ...asked, after });
    if (!drafted.ok) throw new Error(JSON.stringify(drafted.error));
    after = drafted.value.after;
  }
  const open = { legalEntity: 'US', through: window.through, after: null, limit: 100 };
  const { journals } = (await room.command('readOpenJournals', open)).value;
  const batchKeys = journals.map(({ batchKey }: { batchKey: string }) => batchKey);
  return (await room.command('readJournals', { batchKeys })).value.batches;
}

export async function factCount(room: Room): Promise<number> {
  const [found] = await room.sql<{ count: string }>('select count(*) as count from revrec.event');
  return Number(found?.count);
}

/** What the schedule shows as recognised, summed, in minor units. */
export async function scheduledMinor(room: Room, contractId: string, to: string): Promise<bigint> {
  const { data, errors } = await room.ask(
    `query ($id: ID!, $to: Date) { _entities(representations: [{ __typename: "Contract", id: $id }]) {
       ... on Contract { revenueContract { schedule(to: $to) { amount { amount } } } } } }`,
    { id: contractId, to },
  );
  if (errors.length > 0) throw new Error(errors[0]?.message);
  const rows: readonly { amount: { amount: string } }[] = data._entities[0].revenueContract.schedule;
  return rows.reduce((all, { amount }) => all + BigInt(amount.amount.replace('.', '')), 0n);
}

const LOOKS_MAX = 5000;

/** Starts all of them while somebody else holds every contract, and lets go once all of them wait for it. */
export async function whileLocked<Answer>(
  room: Room,
  work: readonly (() => Promise<Answer>)[],
): Promise<readonly Answer[]> {
  await room.sql('begin');
  await room.sql('select from revrec.contract for update');
  const answers = Promise.all(work.map((start) => start()));
  let waiting = 0;
  for (let look = 0; waiting < work.length && look < LOOKS_MAX; look += 1) {
    // Statistics stay as they were first seen in a transaction until they are cleared.
    await room.sql('select pg_stat_clear_snapshot()');
    const [found] = await room.sql<{ count: string }>(
      `select count(distinct pid) as count from pg_locks join pg_stat_activity using (pid)
       where not granted and datname = current_database()`,
    );
    waiting = Number(found?.count);
  }
  await room.sql('commit');
  if (waiting < work.length) throw new Error(`Only ${waiting} of ${work.length} waited for the contract`);
  return answers;
}
