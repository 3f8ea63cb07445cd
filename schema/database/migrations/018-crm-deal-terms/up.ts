export const up: readonly string[] = [
  `alter table crm.opportunity
     add column starts_on date,
     add column ends_on date,
     add column payment_term_days integer`,
  `update crm.connection set cursors = cursors - 'poll'`,
];
