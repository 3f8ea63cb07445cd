const SYSTEMS = ['crm', 'billing', 'erp', 'revrec', 'operations'];

export const up: readonly string[] = SYSTEMS.map(
  (schema) => `create index on ${schema}.inbox (finished_at) where finished_at is not null and error is not null`,
);
