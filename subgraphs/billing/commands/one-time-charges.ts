import type { BillingConnector } from '#billing/port.ts';
import type { BillingInvoice, BillingSubscription } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { parseAmount } from '#schema/canonical/money.ts';
import type { AmendSubscription, BilledLine } from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';

/**
 * The lines of an amendment without what was charged once already: a contract goes on naming its set-up fee for as long
 * as it lives. Told by product and price, as many units as stand on the subscription's invoices.
 */
export async function onlyUnbilled(
  connector: BillingConnector,
  subscription: BillingSubscription,
  { lines, currency }: Pick<AmendSubscription, 'lines' | 'currency'>,
): Reply<readonly BilledLine[]> {
  if (!lines.some(isOnce)) return ok(lines);
  const invoices = await connector.invoicesOf(subscription.externalId);
  if (!invoices.ok) return invoices;
  const codes = [...new Set(lines.filter(isOnce).map(({ productCode }) => productCode))];
  const products = connector.productIdsOf(codes);
  const left: BilledLine[] = [];
  for (const line of lines) {
    if (!isOnce(line)) {
      left.push(line);
      continue;
    }
    const price = parseAmount(line.unitPrice, currency);
    if (price === null) return fail({ kind: 'UnsupportedByVendor', capability: 'one-time-unit-price' });
    const product = products.get(line.productCode) ?? '';
    const billed = billedUnits(invoices.value.invoices, { product, unitMinor: price.minor });
    const [units = '0'] = line.quantity.split('.');
    const quantity = BigInt(units) - billed;
    if (quantity > 0n) left.push({ ...line, quantity: quantity.toString() });
  }
  return ok(left);
}

export function isOnce({ chargeModel }: BilledLine): boolean {
  return chargeModel === 'ONE_TIME' || chargeModel === 'MILESTONE';
}

function billedUnits(
  invoices: readonly BillingInvoice[],
  { product, unitMinor }: { readonly product: string; readonly unitMinor: bigint },
): bigint {
  return invoices
    .filter(({ status }) => status !== 'VOID')
    .flatMap(({ lines }) => lines)
    .filter(({ productExternalId, proration }) => productExternalId === product && !proration)
    .map(({ quantity, amountMinor }) => ({ units: BigInt(quantity ?? '0'), amountMinor }))
    .filter(({ units, amountMinor }) => units > 0n && amountMinor === units * unitMinor)
    .reduce((sum, { units }) => sum + units, 0n);
}
