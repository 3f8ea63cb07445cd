import { accountingPeriodId } from '#kit/crosswalk/well-known-ids.ts';
import { POLICIES, publicTreatment, transactionPriceMinor } from '#revrec/accounting.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { explain, explainCheck } from '#revrec/view/derivation.ts';
import { publicMinor } from '#revrec/view/money.ts';
import { viewSchedule } from '#revrec/view/schedule.ts';
import { viewWaterfall } from '#revrec/view/waterfall.ts';
import { monthKey } from '#schema/canonical/calendar.ts';
import type {
  RevenueContract,
  RevenueContractScheduleArgs,
  RevenueContractWaterfallArgs,
} from '#schema/generated/revrec.ts';
import {
  badInput,
  dateOf,
  type FieldsOf,
  knownAtOf,
  LATEST,
  latestState,
  type RevrecContext,
  stateAt,
  visible,
} from './context.ts';
import { publicObligation } from './obligation.ts';

export const revenueContractResolvers = {
  contract: ({ contractId }) => ({ __typename: 'Contract', id: contractId }),
  policy: () => `${POLICIES.preset} ${POLICIES.framework} ${POLICIES.versionIds.join(', ')}`,
  transactionPrice: async (row, _args, context) =>
    publicMinor(transactionPriceMinor(await latestState(row, context)), row.currency),
  obligations: async (row, _args, context) => {
    const state = await latestState(row, context);
    return obligationsOf(state).map(({ obligation }) => publicObligation(state, obligation, row, context));
  },
  schedule: (row, args: RevenueContractScheduleArgs, context) => schedule(row, args, context),
  waterfall: async (row, args: RevenueContractWaterfallArgs, context) => {
    const [from, to] = [dateOf(args.from, 'from'), dateOf(args.to, 'to')];
    if (from === null || to === null || to < from) throw badInput('to must not lie before from.');
    return viewWaterfall(await latestState(row, context), from, to).map(({ bookedIn, cells }) => ({
      bookedIn,
      cells: cells.map(({ recognizedIn, amountMinor }) => ({
        recognizedIn,
        amount: publicMinor(amountMinor, row.currency),
      })),
    }));
  },
  modifications: async (row, _args, context) => {
    const state = await latestState(row, context);
    return state.modifications.flatMap((made) => {
      const treatment = publicTreatment(made.treatment);
      if (treatment === null) return [];
      return [
        {
          effectiveOn: made.effectiveOn,
          treatment,
          deltaPrice: publicMinor(made.priceDeltaMinor, row.currency),
          catchUp: publicMinor(made.catchUpMinor, row.currency),
          explanation: async () => {
            const check = await context.loaders.prorationCheck.load(made.amendment);
            return [...explain(state, made.explanation), ...(check === null ? [] : [explainCheck(check)])];
          },
        },
      ];
    });
  },
  journalEntries: async ({ contractId }, _args, { loaders }) =>
    (await loaders.entries.load(contractId)).map((id) => ({ __typename: 'JournalEntry', id })),
} satisfies FieldsOf<RevenueContract, RevenueContractRow>;

async function schedule(
  row: RevenueContractRow,
  { from, to, asOf, knownAt }: RevenueContractScheduleArgs,
  context: RevrecContext,
) {
  const moment = { asOf: dateOf(asOf, 'asOf'), knownAt: knownAtOf(knownAt) };
  const [first, last] = [dateOf(from, 'from'), dateOf(to, 'to')];
  const state = await stateAt(row, moment, context);
  if (state === null) return [];
  const posted = (await context.loaders.posted.load(row.contractId)).filter(
    ({ recordedAt }) => recordedAt <= moment.knownAt,
  );
  const obligations = new Map(
    obligationsOf(state).map(({ obligation }) => [obligation, publicObligation(state, obligation, row, context)]),
  );
  return viewSchedule(state, posted)
    .filter(({ period }) => first === null || period >= monthKey(first))
    .filter(({ period }) => last === null || period <= monthKey(last))
    .map(({ period, obligation, amountMinor, originPeriod, posted: isPosted, cumulativeMinor, explanation }) => ({
      period: { __typename: 'AccountingPeriod', id: accountingPeriodId(row.legalEntity, period) },
      obligation: obligations.get(obligation),
      amount: publicMinor(amountMinor, row.currency),
      originPeriod,
      posted: isPosted,
      cumulative: publicMinor(cumulativeMinor, row.currency),
      explanation,
    }));
}

export async function revenueContractReference({ id }: { readonly id: string }, context: RevrecContext) {
  return taken(visible(await context.loaders.revenueContract.load(id), context), context);
}

export async function revenueContractOf({ id }: { readonly id: string }, context: RevrecContext) {
  return taken(visible(await context.loaders.contract.load(id), context), context);
}

/** A contract whose approval was withdrawn is none. */
async function taken(row: RevenueContractRow | null, context: RevrecContext): Promise<RevenueContractRow | null> {
  return row === null || (await stateAt(row, LATEST, context)) === null ? null : row;
}
