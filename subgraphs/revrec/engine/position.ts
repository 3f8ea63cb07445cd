import type { CivilDate } from '#schema/canonical/calendar.ts';
import { money } from '#schema/canonical/money.ts';
import type { RevenuePosition } from '#schema/canonical/revenue.ts';
import { type BilledToDate, billedCurves } from './billed-curve.ts';
import {
  type ContractState,
  isFixed,
  latestVersion,
  type Obligation,
  recognizedOn,
  versionAt,
} from './contract-state.ts';

/** Billed and recognised of one accounting contract; the rest of a position follows from them. */
export interface Balance extends BilledToDate {
  readonly contract: string;
  readonly contractedMinor: bigint;
  readonly recognizedMinor: bigint;
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
  const billedOf = billedCurves(state);
  return state.contracts.map((contract) => {
    const billed = billedOf(contract.key)(on);
    const { obligations } = latestVersion(contract);
    const recognizedMinor = sumRecognized(obligations, on);
    // Usage is contracted as it is incurred: it is never a promise that remains.
    const usage = obligations.filter((one) => !isFixed(one));
    return {
      contract: contract.key,
      contractedMinor: (versionAt(contract, on)?.transactionPriceMinor ?? 0n) + sumRecognized(usage, on),
      ...billed,
      recognizedMinor,
      ...nettedBy(billed.billedMinor - recognizedMinor - billed.refundMinor),
    };
  });
}

/** What is billed and still owed as service is deferred, what is earned and not billed is unbilled. */
export function nettedBy(netMinor: bigint): Pick<Balance, 'deferredMinor' | 'unbilledMinor'> {
  return { deferredMinor: netMinor > 0n ? netMinor : 0n, unbilledMinor: netMinor < 0n ? -netMinor : 0n };
}

function sumRecognized(obligations: readonly Obligation[], on: CivilDate): bigint {
  return obligations.reduce((all, obligation) => all + recognizedOn(obligation, on), 0n);
}
