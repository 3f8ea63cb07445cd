const TABLES = [
  'legal_entity',
  'account',
  'item',
  'dimension',
  'customer',
  'accounting_period',
  'posting',
  'journal_entry',
] as const;

export const up: readonly string[] = [
  'create sequence erp.read_ticket',
  ...TABLES.flatMap((table) => [
    `alter table erp.${table} add column ticket bigint not null default 0`,
    `alter table erp.${table} alter column ticket drop default`,
  ]),
];
