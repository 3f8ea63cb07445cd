import type { CreditMemoIssued, EventOf } from '#revrec/engine/events.ts';
import { splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import type { CreditMemoFacts } from '#schema/commands/billing.ts';
import { fact } from './fact.ts';

/**
 * The credit memo as a fact of the contract, net of tax. Its lines keep the proportions that billing gave them and sum to
 * its total less its tax.
 */
export function creditMemoIssued(
  memo: CreditMemoFacts,
  contractKey: string,
  told: { readonly entity: string; readonly recordedAt: string; readonly correctsInvoice?: boolean | undefined },
): EventOf<'CREDIT_MEMO', CreditMemoIssued> {
  const { entity, recordedAt, correctsInvoice = false } = told;
  return fact(
    {
      kind: 'CREDIT_MEMO',
      entity,
      contractKey,
      effectiveAt: memo.issuedOn,
      recordedAt,
      source: ['BILLING', 'CREDIT_MEMO', memo.creditMemoId, '1'],
    },
    {
      document: memo.creditMemoId,
      invoice: memo.invoiceId,
      ...(correctsInvoice ? { correctsInvoice } : {}),
      amendment: null,
      lines: linesOf(memo),
      tax: memo.tax,
    },
  );
}

/** What a credit memo lowers the price by, in minor units. */
export function creditedMinor({ total, tax }: CreditMemoFacts): bigint {
  return BigInt(total.minor) - BigInt(tax.minor);
}

function linesOf(memo: CreditMemoFacts): CreditMemoIssued['lines'] {
  const netMinor = creditedMinor(memo);
  const { currency } = memo;
  const whole = { key: '1', product: null, from: null, to: null };
  const lines = memo.lines.map(({ productCode, serviceStartsOn, serviceEndsOn, amount }, index) => ({
    key: String(index + 1),
    product: productCode,
    from: serviceStartsOn,
    to: serviceEndsOn,
    weight: ratio(BigInt(amount.minor)),
  }));
  const shares = splitByWeight(netMinor, lines);
  if (shares === null) return [{ ...whole, amount: { minor: netMinor.toString(), currency } }];
  return lines.map(({ weight: _, ...line }, index) => ({
    ...line,
    amount: { minor: (shares[index]?.minor ?? 0n).toString(), currency },
  }));
}
