export const up: readonly string[] = [
  'alter table erp.journal_entry add column by_hand boolean not null default false',
  'alter table erp.journal_entry alter column by_hand drop default',
];
