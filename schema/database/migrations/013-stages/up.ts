export const up: readonly string[] = [
  `alter table operations.operation add column saga text`,
  `update operations.operation set saga = lower(replace(kind, '_', '-'))`,
  `alter table operations.operation alter column saga set not null`,
  `alter table operations.operation add column committed_at timestamptz`,
  `alter table operations.operation add column books_line text`,
  `alter table operations.operation add column books_sequence integer`,
  `alter table operations.operation add column held jsonb`,
  `alter table operations.step add column waits_in text`,
  `create table operations.prerequisite (
     operation_id text not null references operations.operation (id),
     step text not null,
     kind text not null,
     subject text not null,
     waits_in text not null,
     since timestamptz not null,
     primary key (operation_id, step)
   )`,
  'create index on operations.prerequisite (kind, subject)',
  `create table operations.document (
     document_id text primary key,
     operation_id text not null references operations.operation (id)
   )`,
];
