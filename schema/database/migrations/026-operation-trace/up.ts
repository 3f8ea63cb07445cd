export const up: readonly string[] = ['alter table operations.operation add column traceparent text'];
