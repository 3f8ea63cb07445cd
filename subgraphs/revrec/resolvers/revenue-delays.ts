import { legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import { connectionOf, pageBounds } from '#kit/mirror/paging.ts';
import { publicMinor } from '#revrec/view/money.ts';
import type { QueryRevenueDelaysArgs } from '#schema/generated/revrec.ts';
import type { RevrecContext } from './context.ts';
import { obligationReference } from './obligation.ts';

/** What an entity cannot earn yet, the largest amounts first; null where the asker may not see the entity. */
export async function revenueDelays(_root: unknown, args: QueryRevenueDelaysArgs, context: RevrecContext) {
  const { principal, loaders, clock } = context;
  const legalEntity = principal.entities.find((code) => legalEntityId(code) === args.legalEntityId);
  if (legalEntity === undefined) return null;
  const asked = { legalEntity, on: clock.today(), cause: args.cause ?? null };
  const bounds = pageBounds(args);
  const [found, totals] = await Promise.all([loaders.waiting(asked, bounds), loaders.waitingTotals(asked)]);
  const page = connectionOf(
    found,
    bounds,
    ({ waiting, id }) => [waiting, id],
    ({ id }) => obligationReference({ id }, context),
    totals.reduce((all, { count }) => all + count, 0),
  );
  return { ...page, total: totals.map(({ currency, minor }) => publicMinor(minor, currency)) };
}
