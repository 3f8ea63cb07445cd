import type { CivilDate } from '#schema/canonical/calendar.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import type { BilledItem, ContractState, Ending } from './contract-state.ts';
import { lastStepBy } from './last-step.ts';

/** What billing has said of one accounting contract by the end of a day; credit memos lower it. */
export interface BilledToDate {
  readonly billedMinor: bigint;
  readonly taxMinor: bigint;
  /** Promised to go back with a cancellation, and in no credit memo yet. */
  readonly refundMinor: bigint;
}

type BilledCurve = (on: CivilDate) => BilledToDate;

/** Made ready once for all accounting contracts and days: a contract may have many hundred documents. */
export function billedCurves({ billed, ended }: ContractState): (contractKey: string) => BilledCurve {
  const items = Map.groupBy(billed, ({ contractKey }) => contractKey);
  const giveBack = new Set(ended?.documents);
  return (contractKey) => {
    const steps = stepsOf(items.get(contractKey) ?? [], giveBack);
    const promised = ended?.refunds.find((refund) => refund.contractKey === contractKey)?.minor ?? 0n;
    return (on) => {
      const { billedMinor, taxMinor, creditedMinor } = lastStepBy(steps, on) ?? NOTHING;
      const isOwed = isEnded(ended, on) && promised > creditedMinor;
      return { billedMinor, taxMinor, refundMinor: isOwed ? promised - creditedMinor : 0n };
    };
  };
}

interface BilledStep {
  readonly on: CivilDate;
  readonly billedMinor: bigint;
  readonly taxMinor: bigint;
  /** By the credit memos of the contract's end, without usage. */
  readonly creditedMinor: bigint;
}

const NOTHING = { billedMinor: 0n, taxMinor: 0n, creditedMinor: 0n } as const;

function stepsOf(items: readonly BilledItem[], giveBack: ReadonlySet<string>): readonly BilledStep[] {
  let { billedMinor, taxMinor, creditedMinor }: Omit<BilledStep, 'on'> = NOTHING;
  return items
    .toSorted((a, b) => compareKeys(a.on, b.on))
    .map((item) => {
      billedMinor += item.amountMinor;
      taxMinor += item.taxMinor;
      if (giveBack.has(item.document)) creditedMinor -= item.amountMinor - item.usageMinor;
      return { on: item.on, billedMinor, taxMinor, creditedMinor };
    });
}

/** From the end of a contract until its credit memos have come, what they will give back is a refund liability. */
function isEnded(ended: Ending | null, on: CivilDate): boolean {
  return ended !== null && on >= ended.effectiveOn;
}
