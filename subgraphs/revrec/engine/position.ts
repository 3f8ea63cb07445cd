import type { CivilDate } from '#schema/canonical/calendar.ts';
import { money } from '#schema/canonical/money.ts';
import type { RevenuePosition } from '#schema/canonical/revenue.ts';
import {
  type AccountingContract,
  type ContractState,
  isFixed,
  latestVersion,
  type Obligation,
  recognizedOn,
  versionAt,
} from './contract-state.ts';

/** Billed and recognised of one accounting contract; the rest of a position follows from them. */
export interface Balance {
  readonly contract: string;
  readonly contractedMinor: bigint;
  readonly billedMinor: bigint;
  readonly taxMinor: bigint;
  readonly recognizedMinor: bigint;
  /** Promised to go back with a cancellation, and in no credit memo yet. */
  readonly refundMinor: bigint;
  readonly deferredMinor: bigint;
  readonly unbilledMinor: bigint;
}

/** The sum over the accounting contracts at the end of a day; each is netted by itself, never across. */
export function positionAt(state: ContractState, on: CivilDate): RevenuePosition {
  const balances = balancesAt(state, on);
  const total = (figureOf: (balance: Balance) => bigint) =>
    money(
      balances.reduce((all, balance) => all + figureOf(balance), 0n),
      state.currency,
    );
  return {
    on,
    contracted: total(({ contractedMinor }) => contractedMinor),
    billed: total(({ billedMinor }) => billedMinor),
    recognized: total(({ recognizedMinor }) => recognizedMinor),
    deferred: total(({ deferredMinor }) => deferredMinor),
    unbilled: total(({ unbilledMinor }) => unbilledMinor),
    remainingObligation: total(({ contractedMinor, recognizedMinor }) => contractedMinor - recognizedMinor),
  };
}

/** One balance an accounting contract. `deferred - unbilled = billed - recognised - refund`, one of the two is zero. */
export function balancesAt(state: ContractState, on: CivilDate): readonly Balance[] {
  return state.contracts.map((contract) => {
    const billed = state.billed.filter((item) => item.contractKey === contract.key && item.on <= on);
    const billedMinor = billed.reduce((all, { amountMinor }) => all + amountMinor, 0n);
    const recognizedMinor = recognizedBy(contract, on);
    const refundMinor = refundOwed(state, contract.key, on);
    const net = billedMinor - recognizedMinor - refundMinor;
    return {
      contract: contract.key,
      contractedMinor: (versionAt(contract, on)?.transactionPriceMinor ?? 0n) + usageBy(contract, on),
      billedMinor,
      taxMinor: billed.reduce((all, { taxMinor }) => all + taxMinor, 0n),
      recognizedMinor,
      refundMinor,
      deferredMinor: net > 0n ? net : 0n,
      unbilledMinor: net < 0n ? -net : 0n,
    };
  });
}

function recognizedBy(contract: AccountingContract, on: CivilDate): bigint {
  return sumRecognized(latestVersion(contract).obligations, on);
}

/** Usage is contracted as it is incurred: it is never a promise that remains. */
function usageBy(contract: AccountingContract, on: CivilDate): bigint {
  return sumRecognized(
    latestVersion(contract).obligations.filter((one) => !isFixed(one)),
    on,
  );
}

function sumRecognized(obligations: readonly Obligation[], on: CivilDate): bigint {
  return obligations.reduce((all, obligation) => all + recognizedOn(obligation, on), 0n);
}

/** From the end of a contract until its credit memos have come, what they will give back is a refund liability. */
function refundOwed({ ended, billed }: ContractState, contractKey: string, on: CivilDate): bigint {
  if (ended === null || on < ended.effectiveOn) return 0n;
  const promised = ended.refunds.find((refund) => refund.contractKey === contractKey)?.minor ?? 0n;
  const credited = billed
    .filter((item) => item.contractKey === contractKey && ended.documents.includes(item.document) && item.on <= on)
    .reduce((all, { amountMinor, usageMinor }) => all - (amountMinor - usageMinor), 0n);
  return promised > credited ? promised - credited : 0n;
}
