export const up: readonly string[] = [
  `alter table erp.item add column base_prices jsonb not null default '[]'`,
  'alter table erp.item alter column base_prices drop default',
];
