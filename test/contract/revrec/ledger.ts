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
