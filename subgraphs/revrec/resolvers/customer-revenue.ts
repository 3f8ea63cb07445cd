import { legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import { positionAt } from '#revrec/engine/position.ts';
import { publicMinor } from '#revrec/view/money.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import type { RevenuePosition } from '#schema/canonical/revenue.ts';
import type { CustomerRevenueArgs } from '#schema/generated/revrec.ts';
import { dateOf, knownAtOf, type RevrecContext, stateAt, visible } from './context.ts';

type Figure = Exclude<keyof RevenuePosition, 'on'>;

/** One row an entity and currency, at the end of a day. Deferred and unbilled are netted in each contract, then added. */
export async function customerRevenue(
  { id }: { readonly id: string },
  args: CustomerRevenueArgs,
  context: RevrecContext,
) {
  const on = dateOf(args.asOf, 'asOf') ?? civilDate(context.clock.today());
  const moment = { asOf: null, knownAt: knownAtOf(args.knownAt) };
  const contracts = (await context.loaders.contractsOfCustomer.load(id)).filter(
    (row) => visible(row, context) !== null,
  );
  const states = await Promise.all(contracts.map((row) => stateAt(row, moment, context)));
  const known = states.flatMap((state) => (state === null ? [] : [state]));
  const groups = Map.groupBy(known, ({ entity, currency }) => `${entity} ${currency}`);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => {
      const [entity = '', currency = ''] = key.split(' ');
      const positions = group.map((state) => positionAt(state, on));
      const total = (figure: Figure) =>
        publicMinor(
          positions.reduce((all, position) => all + position[figure].minor, 0n),
          currency,
        );
      return {
        legalEntity: { __typename: 'LegalEntity', id: legalEntityId(entity) },
        contracted: total('contracted'),
        billed: total('billed'),
        recognized: total('recognized'),
        deferred: total('deferred'),
        unbilled: total('unbilled'),
        remainingObligation: total('remainingObligation'),
      };
    });
}
