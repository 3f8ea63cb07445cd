import type { ExceptionFilter } from '#schema/generated/operations.ts';

/** The condition of an exception's filter, over `$1` to `$8`; what is left out matches everything. */
export const EXCEPTION_FILTER = `legal_entity = any($1) and ($2::text is null or cause = $2)
  and ($3::text is null or status = $3) and ($4::text is null or owner_team = $4)
  and ($5::text is null or customer_id = $5) and ($6::text is null or operation_id = $6)
  and ($7::boolean is null or $7 = (closed_at is null and due_at < $8::timestamptz))`;

/** The values for it, of those that these entities may see. */
export function exceptionFilterValues(entities: readonly string[], filter: ExceptionFilter, now: Date) {
  return [
    entities,
    filter.cause ?? null,
    filter.status ?? null,
    filter.ownerTeam ?? null,
    filter.customerId ?? null,
    filter.operationId ?? null,
    filter.overdue ?? null,
    now,
  ];
}
