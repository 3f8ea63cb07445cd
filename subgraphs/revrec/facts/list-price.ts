import type { SspEntry } from '#revrec/engine/ssp.ts';
import type { ChargeModel } from '#schema/canonical/contract.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** The price book's price as the observable standalone selling price: one point, not a range. */
function observedPrice(
  { productCode, listPrice }: { readonly productCode: string; readonly listPrice: string | null },
  currency: string,
): Result<SspEntry, ConnectorError> {
  if (listPrice === null) {
    const detail = `The price book has no price for ${productCode} in ${currency}; give it one and send this again.`;
    return fail({ kind: 'Rejected', code: 'MISSING_SSP', field: productCode, detail });
  }
  return ok({
    entry: `ssp:price book:${productCode}:${currency}:${listPrice}`,
    method: 'OBSERVABLE',
    low: listPrice,
    point: listPrice,
    high: listPrice,
    source: 'price book',
  });
}

/** The same for a line as it is charged: usage takes no part in an allocation, so it may have no price. */
export function sspOf(
  line: {
    readonly productCode: string;
    readonly listPrice: string | null;
    readonly chargeModel?: ChargeModel | undefined;
  },
  currency: string,
): Result<SspEntry | null, ConnectorError> {
  return line.chargeModel === 'USAGE' && line.listPrice === null ? ok(null) : observedPrice(line, currency);
}
