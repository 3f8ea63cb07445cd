export const up: readonly string[] = [
  'alter table billing.invoice add column credit_drawn_minor bigint not null default 0',
  // What the vendor said of it is kept whole, so rows that stand need not be read again.
  `update billing.invoice set credit_drawn_minor = greatest(
     coalesce((raw ->> 'ending_balance')::bigint - (raw ->> 'starting_balance')::bigint, 0), 0)
   where raw ->> 'ending_balance' is not null`,
  'alter table billing.invoice alter column credit_drawn_minor drop default',
];
