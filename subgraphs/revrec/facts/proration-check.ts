import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { formatAmount, money, toMoneyWire } from '#schema/canonical/money.ts';
import { addRatios, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { ModifyContract, ProrationCheck } from '#schema/commands/revrec.ts';
import { exactMinor } from './promised-line.ts';

/**
 * Recomputes an amendment from the contract's lines, rounded once a product (half away from zero), and compares it with
 * what billing billed. `difference` is recomputed less billed. Billing's figure stands in any case.
 */
export function prorationCheck(
  { deltas, invoice }: Pick<ModifyContract, 'deltas' | 'invoice'>,
  { startsOn, currency }: Pick<RevenueContractRow, 'startsOn' | 'currency'>,
): ProrationCheck {
  const byProduct = Map.groupBy(deltas, ({ productCode }) => productCode);
  const recomputedMinor = [...byProduct.values()]
    .map((own) => own.reduce((all, delta) => addRatios(all, exactMinor(delta, startsOn, currency)), ratio(0n)))
    .reduce((all, exact) => all + roundHalfAway(exact), 0n);
  const lines = invoice?.lines ?? [];
  const billedMinor = lines.reduce((all, { amount }) => all + BigInt(amount.minor), 0n);
  const differenceMinor = recomputedMinor - billedMinor;
  const size = differenceMinor < 0n ? -differenceMinor : differenceMinor;
  const explained = size <= BigInt(lines.length);
  const text = (minor: bigint) => `${formatAmount(money(minor, currency))} ${currency}`;
  const wire = (minor: bigint) => toMoneyWire(money(minor, currency));
  const figures = `billing has ${text(billedMinor)}, the contract's lines come to ${text(recomputedMinor)}`;
  return {
    billed: wire(billedMinor),
    recomputed: wire(recomputedMinor),
    difference: wire(differenceMinor),
    explained,
    note: noteOf(figures, text(size), { isEqual: size === 0n, explained }),
  };
}

function noteOf(
  figures: string,
  size: string,
  { isEqual, explained }: { readonly isEqual: boolean; readonly explained: boolean },
): string {
  if (isEqual) return `Proration agrees: ${figures}.`;
  return explained
    ? `Proration differs by ${size}: ${figures}; billing rounds every invoice line by itself, which explains it.`
    : `Proration differs by ${size}: ${figures}; that is more than rounding of its lines, so compare the invoice.`;
}
