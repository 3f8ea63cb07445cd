export const up: readonly string[] = [
  'alter table operations.operation add column saga_version integer not null default 1 check (saga_version > 0)',
];
