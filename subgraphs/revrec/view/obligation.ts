import { type ContractState, type Obligation, openSegment, recognizedOn } from '#revrec/engine/contract-state.ts';
import { progressAt } from '#revrec/engine/measure.ts';
import { obligationId } from '#revrec/names.ts';
import type { ProductName } from '#revrec/store/revenue-contract.ts';
import { type CivilDate, civilDate } from '#schema/canonical/calendar.ts';
import { type Money, money } from '#schema/canonical/money.ts';
import { roundHalfAway } from '#schema/canonical/ratio.ts';
import type { RevenueMeasure } from '#schema/canonical/revenue.ts';
import type { ObligationStatus, RecognitionMethod } from '#schema/generated/revrec.ts';
import { explain, type PublicDerivation } from './derivation.ts';

/** An obligation as it is shown; `recognized` and `status` are as of the end of `on`. */
export interface ObligationView {
  readonly id: string;
  readonly name: string;
  readonly productId: string | null;
  readonly method: RecognitionMethod;
  readonly standaloneSellingPrice: Money;
  readonly allocated: Money;
  readonly recognized: Money;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly status: ObligationStatus;
  readonly explanation: readonly PublicDerivation[];
}

export function viewObligation(
  state: ContractState,
  obligation: Obligation,
  { products, today }: { readonly products: readonly ProductName[]; readonly today: string },
): ObligationView {
  const { key, product, measure, term, ssp, allocatedMinor, segments, increments } = obligation;
  const on = civilDate(today);
  const named = products.find(({ code }) => code === product);
  const inCurrency = (minor: bigint) => money(minor, state.currency);
  return {
    id: obligationId(key),
    name: named?.name ?? product,
    productId: named?.id ?? null,
    method: methodOf(measure),
    standaloneSellingPrice: inCurrency(roundHalfAway(ssp.extended)),
    allocated: inCurrency(allocatedMinor),
    recognized: inCurrency(recognizedOn(obligation, on)),
    startsOn: term.from,
    endsOn: lastDayOf(obligation),
    status: statusOf(obligation, on),
    explanation: explain(
      state,
      [...segments, ...increments].map(({ derivation }) => derivation),
    ),
  };
}

/** The last day on which it was promised; one that was given back before it began keeps the days that it was to have. */
function lastDayOf(obligation: Obligation): CivilDate {
  const { untilOn } = openSegment(obligation);
  return untilOn !== null && untilOn >= obligation.term.from ? untilOn : obligation.term.to;
}

function statusOf(obligation: Obligation, on: CivilDate): ObligationStatus {
  const { plan, untilOn } = openSegment(obligation);
  // Cut and not gone on with: the rest was given back by an amendment or with the contract.
  if (untilOn !== null) return 'CANCELLED';
  const { n, d } = progressAt(plan, on);
  if (n === d) return 'SATISFIED';
  const isByEvidence = plan.measure === 'MILESTONE' || (plan.measure === 'POINT' && plan.satisfiedOn === null);
  return isByEvidence && n === 0n ? 'PENDING_EVIDENCE' : 'ACTIVE';
}

/** The graph's word for a measure. */
export function methodOf(measure: RevenueMeasure): RecognitionMethod {
  switch (measure) {
    case 'DAILY':
    case 'DAILY_INSTANT':
    case 'DAILY_30_360':
    case 'MILLISECOND':
      return 'DAILY';
    case 'MONTHLY_EVEN':
    case 'MONTHLY_PRORATED_ENDS':
    case 'SERVICE_MONTHS':
    case 'EVEN_PERIODS':
      return 'MONTHLY';
    case 'POINT':
      return 'POINT_IN_TIME';
    case 'MILESTONE':
      return 'MILESTONE';
    case 'USAGE_AS_INCURRED':
    case 'RIGHT_TO_INVOICE':
      return 'USAGE';
    case 'UNITS':
    case 'COST_TO_COST':
    case 'CUSTOM_CURVE':
      return 'PERCENT_COMPLETE';
  }
}
