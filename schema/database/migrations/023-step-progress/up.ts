export const up: readonly string[] = ['alter table operations.step add column progress jsonb'];
