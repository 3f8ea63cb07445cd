export const up: readonly string[] = [
  'alter table billing.invoice add column credit_drawn_minor bigint not null default 0',
  // Earlier events tell an invoice without it. What the vendor said is kept whole, so rows that stand need no new read.
  `update billing.invoice set credit_drawn_minor = greatest(
     coalesce((raw ->> 'ending_balance')::bigint - (raw ->> 'starting_balance')::bigint, 0), 0)
   where raw ->> 'ending_balance' is not null`,
];
