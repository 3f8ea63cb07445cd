import { addDays } from '#schema/canonical/calendar.ts';
import { type Share, splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { usageOf } from './billing.ts';
import {
  type AccountingContract,
  type BilledItem,
  type ContractState,
  type Ending,
  isFixed,
  latestVersion,
  recognizedToDate,
} from './contract-state.ts';
import { isOpen } from './reduction.ts';
import type { Cancellation } from './termination.ts';

/**
 * Divides what a cancellation gives back over the accounting contracts, by what each has not yet earned of the product,
 * and its credit memos with it. What no known credit memo names yet goes by what is not yet earned in all.
 */
export function divideRefund(
  state: ContractState,
  cancellation: Cancellation,
  refundableMinor: bigint,
): { readonly refunds: Ending['refunds']; readonly items: readonly BilledItem[] } {
  const { credits } = cancellation;
  const items: BilledItem[] = [];
  let left = refundableMinor;
  const shares: Share[] = [];
  for (const { eventId, on, document } of credits) {
    const lines = document.lines.map((line) => {
      const minor = BigInt(line.amount.minor);
      const metered = state.contracts.find((contract) => usageOf(contract, line.product) !== null);
      if (metered !== undefined) return { isUsage: true, shares: [{ key: metered.key, minor, exact: ratio(minor) }] };
      return { isUsage: false, shares: divideByRest(state, cancellation, { minor, product: line.product }) };
    });
    for (const [index, { key: contractKey }] of state.contracts.entries()) {
      const of = (isUsage: boolean) =>
        lines
          .filter((line) => line.isUsage === isUsage)
          .flatMap((line) => line.shares)
          .filter(({ key }) => key === contractKey)
          .reduce((all, { minor }) => all + minor, 0n);
      const [usageMinor, fixedMinor] = [of(true), of(false)];
      const taxMinor = index === 0 ? BigInt(document.tax?.minor ?? '0') : 0n;
      left -= usageMinor + fixedMinor;
      shares.push({ key: contractKey, minor: fixedMinor, exact: ratio(fixedMinor) });
      if (usageMinor + fixedMinor === 0n && taxMinor === 0n) continue;
      const amounts = { amountMinor: -(usageMinor + fixedMinor), usageMinor: -usageMinor, taxMinor: -taxMinor };
      items.push({ eventId, document: document.document, on, contractKey, ...amounts });
    }
  }
  shares.push(...divideByRest(state, cancellation, { minor: left, product: null }));
  const refunds = state.contracts.map(({ key }) => ({
    contractKey: key,
    minor: shares.filter((share) => share.key === key).reduce((all, { minor }) => all + minor, 0n),
  }));
  return { refunds, items };
}

function divideByRest(
  state: ContractState,
  { effectiveOn }: Cancellation,
  { minor, product }: { readonly minor: bigint; readonly product: string | null },
): readonly Share[] {
  const cutOn = addDays(effectiveOn, -1);
  const rest = (contract: AccountingContract, isOwn: (code: string) => boolean) => ({
    key: contract.key,
    weight: ratio(
      latestVersion(contract)
        .obligations.filter((one) => isFixed(one) && isOwn(one.product) && isOpen(one, effectiveOn))
        .reduce((all, one) => all + size(one.allocatedMinor - recognizedToDate(one, cutOn)), 0n),
    ),
  });
  const first = state.contracts.slice(0, 1).map(({ key }) => ({ key, weight: ratio(1n) }));
  return (
    splitByWeight(
      minor,
      state.contracts.map((contract) => rest(contract, (code) => code === product)),
    ) ??
    splitByWeight(
      minor,
      state.contracts.map((contract) => rest(contract, () => true)),
    ) ??
    splitByWeight(minor, first) ??
    []
  );
}

function size(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}
