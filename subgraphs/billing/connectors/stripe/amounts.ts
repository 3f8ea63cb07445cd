import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/**
 * The greatest amount that is sent, in minor units. The vendor's answers hold amounts as JSON numbers, so that nothing
 * above it could be read back to the unit. Its own bound, of the currency and the way of paying, lies lower and is for it
 * to judge: it refuses in words.
 */
const AMOUNT_MAX = BigInt(Number.MAX_SAFE_INTEGER);

type Parameters = Readonly<Record<string, unknown>>;

/** All digits of an amount or a count, as text. `Rejected` AMOUNT_TOO_LARGE where the answer could not be exact. */
export function toStripeAmount(minor: bigint, field: string): Result<string, ConnectorError> {
  if (minor <= AMOUNT_MAX && minor >= -AMOUNT_MAX) return ok(minor.toString());
  const detail = `${minor} is more than can be billed exactly; the most is ${AMOUNT_MAX}`;
  return fail({ kind: 'Rejected', code: 'AMOUNT_TOO_LARGE', field, detail });
}

/** A call's parameters with every bigint in them, however deep, as `toStripeAmount` says; nothing is rounded. */
export function toStripeParameters(parameters: Parameters): Result<Parameters, ConnectorError> {
  const refusals: ConnectorError[] = [];
  const said = (value: unknown, field: string): unknown => {
    if (typeof value === 'bigint') {
      const amount = toStripeAmount(value, field);
      if (!amount.ok) refusals.push(amount.error);
      return amount.ok ? amount.value : null;
    }
    if (Array.isArray(value)) return value.map((inner: unknown) => said(inner, field));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, said(inner, name)]));
  };
  const text = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, said(value, name)]));
  const [refusal] = refusals;
  return refusal === undefined ? ok(text) : fail(refusal);
}
