import { multiplyRatios, type Ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { atLeast, atMost } from './bounds.ts';
import type { ContractEvent, PaymentReceived, Refunded } from './events.ts';
import type { LedgerRole } from './ledger-role.ts';
import { type Movement, pairedUp } from './movement.ts';

/** What a contract without invoices came to so far, in minor units. */
export interface ContractTotals {
  readonly dueMinor: bigint;
  readonly cancellableDueMinor: bigint;
  /** Consideration of what was transferred, and the part of it that nothing but time stands before. */
  readonly deliveredMinor: bigint;
  readonly unconditionalMinor: bigint;
  readonly revenueMinor: bigint;
  /** Expected to go back, and what did. */
  readonly refundableMinor: bigint;
  readonly refundPaidMinor: bigint;
  readonly paidMinor: bigint;
  /** Roles that stand outside the position: money by its way, fees and goods; debit above zero. */
  readonly beside: ReadonlyMap<LedgerRole, bigint>;
}

export const NO_CONTRACT: ContractTotals = {
  dueMinor: 0n,
  cancellableDueMinor: 0n,
  deliveredMinor: 0n,
  unconditionalMinor: 0n,
  revenueMinor: 0n,
  refundableMinor: 0n,
  refundPaidMinor: 0n,
  paidMinor: 0n,
  beside: new Map(),
};

/** What of a contract is shown for revenue ahead of what is due. */
export type AheadRole = 'CONTRACT_ASSET' | 'UNBILLED_AR';

/** The totals after an event, with the movements that bring the balances there. */
export function contractAfter(
  totals: ContractTotals,
  event: ContractEvent | PaymentReceived | Refunded,
  ahead: AheadRole,
): { readonly totals: ContractTotals; readonly movements: readonly Movement[] } {
  const next = totalsAfter(totals, event);
  const [before, after] = [positionOf(totals, ahead), positionOf(next, ahead)];
  const changes = [...after].map(([role, minor]) => [role, minor - (before.get(role) ?? 0n)] as const);
  return { totals: next, movements: pairedUp(event.id, changes) };
}

function totalsAfter(totals: ContractTotals, event: ContractEvent | PaymentReceived | Refunded): ContractTotals {
  switch (event.kind) {
    case 'CONSIDERATION_DUE':
      return event.cancellable
        ? { ...totals, cancellableDueMinor: totals.cancellableDueMinor + event.amountMinor }
        : { ...totals, dueMinor: totals.dueMinor + event.amountMinor };
    case 'DELIVERED': {
      const { amountMinor, expectedRebateMinor, unconditional } = event;
      return transferred(totals, { amountMinor, refundableMinor: expectedRebateMinor, unconditional });
    }
    case 'DELIVERED_WITH_RETURN_RIGHT': {
      const { units, unitPrice, unitCost, expectedReturnedUnits, settlement } = event;
      const amountMinor = timesRounded(units, unitPrice);
      const refundableMinor = timesRounded(expectedReturnedUnits, unitPrice);
      const sold = transferred(totals, { amountMinor, refundableMinor, unconditional: true });
      const returning = timesRounded(expectedReturnedUnits, unitCost);
      const goods = besides(sold.beside, [
        ['RETURN_ASSET', returning],
        ['COST_OF_SALES', timesRounded(units, unitCost) - returning],
        ['INVENTORY', -timesRounded(units, unitCost)],
      ]);
      return settlement === 'AR'
        ? { ...sold, beside: goods }
        : moneyIn({ ...sold, beside: goods }, 'CASH', amountMinor);
    }
    case 'PAYMENT_RECEIVED': {
      const received = moneyIn(totals, event.into, event.amountMinor ?? owedBy(totals));
      const fee: Beside = [
        ['PROCESSING_FEES', event.feeMinor],
        [event.into, -event.feeMinor],
      ];
      return { ...received, beside: besides(received.beside, fee) };
    }
    case 'REFUNDED':
      return moneyOut(totals, event);
  }
}

type Beside = readonly (readonly [LedgerRole, bigint])[];

function besides(beside: ContractTotals['beside'], changes: Beside): ContractTotals['beside'] {
  const next = new Map(beside);
  for (const [role, minor] of changes) next.set(role, (next.get(role) ?? 0n) + minor);
  return next;
}

interface Transfer {
  readonly amountMinor: bigint;
  readonly refundableMinor: bigint;
  readonly unconditional: boolean;
}

function transferred(
  totals: ContractTotals,
  { amountMinor, refundableMinor, unconditional }: Transfer,
): ContractTotals {
  const deliveredMinor = totals.deliveredMinor + amountMinor;
  return {
    ...totals,
    deliveredMinor,
    unconditionalMinor: unconditional ? deliveredMinor : totals.unconditionalMinor,
    revenueMinor: totals.revenueMinor + amountMinor - refundableMinor,
    refundableMinor: totals.refundableMinor + refundableMinor,
  };
}

function moneyIn(totals: ContractTotals, into: LedgerRole, minor: bigint): ContractTotals {
  return { ...totals, paidMinor: totals.paidMinor + minor, beside: besides(totals.beside, [[into, minor]]) };
}

/** What is refunded settles the refund liability first; beyond it, it takes back what was paid. */
function moneyOut(totals: ContractTotals, { amountMinor, from }: Refunded): ContractTotals {
  const liability = totals.refundableMinor - totals.refundPaidMinor;
  const minor = amountMinor ?? liability;
  const settling = atMost(minor, liability);
  return {
    ...totals,
    refundPaidMinor: totals.refundPaidMinor + settling,
    paidMinor: totals.paidMinor - (minor - settling),
    beside: besides(totals.beside, [[from, -minor]]),
  };
}

/**
 * Unconditional billings: an amount due on a contract that cannot be cancelled, and what was transferred with nothing
 * but time left. An amount due that can be cancelled counts as far as something was transferred for it (IFRS 15.105-108).
 */
function unconditionalOf({
  dueMinor,
  cancellableDueMinor,
  deliveredMinor,
  unconditionalMinor,
}: ContractTotals): bigint {
  const earnedPast = atLeast(deliveredMinor - dueMinor, 0n);
  return atLeast(dueMinor + atMost(cancellableDueMinor, earnedPast), unconditionalMinor);
}

function owedBy(totals: ContractTotals): bigint {
  return atLeast(unconditionalOf(totals) - totals.paidMinor, 0n);
}

/** Balances by role, debit above zero: what is due or paid in advance less what was recognised and may go back. */
function positionOf(totals: ContractTotals, ahead: AheadRole): ReadonlyMap<LedgerRole, bigint> {
  const { paidMinor, revenueMinor, refundableMinor, refundPaidMinor, beside } = totals;
  const due = unconditionalOf(totals);
  const position = atLeast(due, paidMinor) - revenueMinor - refundableMinor;
  return new Map<LedgerRole, bigint>([
    ['CASH', 0n],
    ['EXTERNAL_ASSET', 0n],
    ['AR', owedBy(totals)],
    [ahead, position < 0n ? -position : 0n],
    ['REVENUE', -revenueMinor],
    ['REFUND_LIABILITY', refundPaidMinor - refundableMinor],
    ['CONTRACT_LIABILITY', position > 0n ? -position : 0n],
    ...beside,
  ]);
}

function timesRounded(a: Ratio, b: Ratio): bigint {
  return roundHalfAway(multiplyRatios(a, b));
}
