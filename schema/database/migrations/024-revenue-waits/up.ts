export const up: readonly string[] = [
  `alter table revrec.obligation
     add column waits_for text check (waits_for in ('BILLING', 'EXECUTION', 'ACCEPTANCE')),
     add column waits_since date,
     add column work_until date,
     add column waiting_minor bigint,
     add constraint waits check ((waits_for is null) = (waits_since is null and waiting_minor is null))`,
  'create index on revrec.obligation (contract_id)',
  'create index on revrec.obligation (waiting_minor) where waits_for is not null',
];
