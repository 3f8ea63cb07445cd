import { parseTerm, type Term } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import { parseRatio, type Ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';

/** Minor units of an amount in the contract's currency; nothing when there is no amount. */
export function readMinor(
  wire: MoneyWire | null,
  currency: CurrencyCode,
  subject: string,
): Result<bigint, EngineError> {
  if (wire === null) return ok(0n);
  if (wire.currency !== currency)
    return invalid(subject, `the contract is in ${currency}, the amount in ${wire.currency}`);
  return /^-?\d{1,30}$/.test(wire.minor) ? ok(BigInt(wire.minor)) : invalid(subject, 'the amount is no whole number');
}

export function readTerm(
  span: { readonly from: string; readonly to: string },
  subject: string,
): Result<Term, EngineError> {
  const term = parseTerm(span.from, span.to);
  return term === null ? invalid(subject, `${span.from} to ${span.to} is no term`) : ok(term);
}

/** A quantity is above zero: less of something is a reduction, not a negative addition. */
export function readQuantity(text: string, subject: string): Result<Ratio, EngineError> {
  const quantity = parseRatio(text);
  return quantity === null || quantity.n <= 0n ? invalid(subject, `${text} is no quantity above zero`) : ok(quantity);
}

export function invalid(subject: string, detail: string): Result<never, EngineError> {
  return fail({ kind: 'INVALID_EVENT', subject, detail });
}
