import type { CostBudgets } from '#gateway/cost/cost-budgets.ts';
import type { Departure } from '#gateway/federation/departure.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Span } from '#kit/observability/trace.ts';
import type { Ids } from '#kit/runtime/ids.ts';

/** What one client's operation carries on its way: who asks, how long it may take, and whether anybody still waits. */
export interface RequestContext {
  readonly principal: Principal;
  /** Instant after which no fetch is worth sending. */
  readonly deadlineAtMs: number;
  /** Of the client. Queries are given up with it; mutations never. */
  readonly departure: Departure;
  /** Of the request: what is done for it is told under it (`startSpan`). */
  readonly span: Span;
  /** Which the operation was charged to; left out = none. */
  readonly budgets?: CostBudgets | null;
}

export const CORRELATION_HEADER = 'x-correlation-id';

/** The caller's own id when it is harmless to write into a log and a header, else a new one. */
export function correlationIdFrom(given: string | undefined, ids: Ids): string {
  return given !== undefined && /^[\w.:-]{8,64}$/.test(given) ? given : ids.next('cor');
}
