import type { EventFilter } from '#kit/events/event.ts';
import { readEvents } from '#kit/events/event-log.ts';
import { readCursor } from '#kit/events/stream-cursor.ts';
import { connectionOf, pageBounds } from '#kit/mirror/paging.ts';
import type { SyncStatusFilter } from '#schema/generated/operations.ts';
import type { OperationsContext } from '../context.ts';
import { forgetLoaded } from '../postgres-loaders.ts';
import { OPERATION_EVENTS } from '../progress/events.ts';
import { itemOfEvent, type SyncStatusItem } from '../stream/item.ts';
import { streamSyncStatus } from '../stream/postgres-stream.ts';

/**
 * A client's filter, narrowed to what the principal may see. Without `kinds` it is the course of operations, where each
 * item shows the operation as it was then; what happened in the business is told to those who ask for it by kind.
 */
function eventFilter(filter: SyncStatusFilter | null | undefined, { principal }: OperationsContext): EventFilter {
  const kinds = filter?.kinds ?? null;
  return {
    customerId: filter?.customerId ?? undefined,
    contractId: filter?.contractId ?? undefined,
    operationId: filter?.operationId ?? undefined,
    types: kinds ?? OPERATION_EVENTS,
    systems: filter?.systems ?? undefined,
    entities: principal.entities,
  };
}

export const syncStatusSubscription = {
  subscribe: (
    _root: unknown,
    { filter, resumeFrom }: { readonly filter?: SyncStatusFilter | null; readonly resumeFrom?: string | null },
    context: OperationsContext,
  ) => streamSyncStatus(context.parts, eventFilter(filter, context), resumeFrom ?? null),
  resolve: (item: SyncStatusItem, _arguments: unknown, { loaders }: OperationsContext) => {
    // A subscription's context lives as long as it does: without this every item would show the first one's rows.
    forgetLoaded(loaders);
    return item;
  },
};

/** The same log by pages, the oldest first; cursors are those of the stream. */
export async function syncEvents(
  _root: unknown,
  {
    first,
    after,
    filter,
  }: { readonly first: number; readonly after?: string | null; readonly filter?: SyncStatusFilter | null },
  context: OperationsContext,
) {
  const bounds = pageBounds({ first });
  const from = after === null || after === undefined ? null : readCursor(after);
  const wanted = eventFilter(filter, context);
  const em = context.parts.dataSource.manager;
  const position = from?.position ?? { xid: '0', id: '0' };
  const found = await readEvents(em, position, wanted, bounds.limit);
  const items = found.map((event, index) => itemOfEvent(event, (from?.sequence ?? 0) + index + 1));
  const page = connectionOf(
    items,
    bounds,
    ({ cursor }) => [cursor],
    (item) => item,
    0,
  );
  const edges = page.edges.map(({ node }) => ({ cursor: node.cursor, node }));
  return {
    edges,
    pageInfo: {
      ...page.pageInfo,
      hasPreviousPage: from !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: async () => (await readEvents(em, { xid: '0', id: '0' }, wanted, COUNT_MAX)).length,
  };
}

/** Counted up to here only: the log is long and a count of it decides nothing. */
const COUNT_MAX = 10_000;

export const syncStatusEventResolvers = {
  operation: ({ operationId, states }: SyncStatusItem) =>
    operationId === null ? null : { id: operationId, ...(states === null ? {} : { states }) },
  step: ({ step, operationId }: SyncStatusItem) => (step === null ? null : { ...step, operationId }),
  customer: ({ customerId }: SyncStatusItem) =>
    customerId === null ? null : { __typename: 'Customer', id: customerId },
  contract: ({ contractId }: SyncStatusItem) =>
    contractId === null ? null : { __typename: 'Contract', id: contractId },
  exception: ({ exceptionId }: SyncStatusItem, _arguments: unknown, { loaders }: OperationsContext) =>
    exceptionId === null ? null : loaders.exception.load(exceptionId),
};
