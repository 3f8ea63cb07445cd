import type { Books } from './books.ts';
import { compareDecimals, Decimal } from './decimal.ts';
import { type Detail, invalidContent, userError } from './problem.ts';
import { decimalOf, type Fields, type GlLine, type Scalar, type StoredRecord, textOf } from './records.ts';

/** A record as it would stand after the write, before its rules were asked. */
export interface Candidate {
  readonly type: string;
  /** Null while it is being made. */
  readonly id: string | null;
  readonly fields: Fields;
  readonly sublists: Readonly<Record<string, readonly Fields[]>>;
}

/** What the rules of a record type made of a candidate. */
export type Settled =
  | {
      readonly ok: true;
      readonly fields: Fields;
      readonly sublists: StoredRecord['sublists'];
      readonly gl: readonly GlLine[];
    }
  | { readonly ok: false; readonly problems: readonly Detail[] };

export function refused(...problems: readonly Detail[]): Settled {
  return { ok: false, problems };
}

type Header = { readonly ok: true; readonly fields: Fields } | { readonly ok: false; readonly problem: Detail };

/** Fills in and checks what every transaction has: legal entity, currency and rate, date, period and number. */
export function settleHeader(candidate: Candidate, partyField: string | null, books: Books): Header {
  const fields: Record<string, Scalar> = { ...candidate.fields };
  const party = partyField === null ? undefined : books.records.get('customer', textOf(fields, partyField) ?? '');
  const subsidiary = textOf(fields, 'subsidiary') ?? textOf(party?.fields ?? {}, 'subsidiary');
  if (subsidiary === null) return missing('subsidiary');
  if (party !== undefined && !mayTradeWith(party, subsidiary, books)) {
    return wrong(
      userError(`The customer ${party.id} has no relationship with the subsidiary ${subsidiary}.`, 'subsidiary'),
    );
  }
  fields['subsidiary'] = subsidiary;
  fields['currency'] ??= textOf(party?.fields ?? {}, 'currency') ?? books.baseCurrency(subsidiary);
  const rate = settleRate(fields, books.baseCurrency(subsidiary));
  if (typeof rate !== 'string') return wrong(rate);
  fields['exchangeRate'] = rate;
  const tranDate = textOf(fields, 'tranDate') ?? books.today();
  fields['tranDate'] = tranDate;
  const period = textOf(fields, 'postingPeriod') ?? books.monthOf(tranDate)?.id;
  if (period === undefined) return missing('postingPeriod');
  fields['postingPeriod'] = period;
  return { ok: true, fields };
}

function settleRate(fields: Fields, baseCurrency: string): string | Detail {
  const rate = decimalOf(fields, 'exchangeRate');
  const one = new Decimal(1n, 0);
  if (textOf(fields, 'currency') === baseCurrency) {
    if (rate === null || compareDecimals(rate, one) === 0) return '1';
    return userError("The exchange rate of the subsidiary's own currency is 1.", 'exchangeRate');
  }
  // The account keeps no table of rates, so a document in another currency has to bring its own.
  if (rate === null) return userError('Please enter value(s) for: Exchange Rate.', 'exchangeRate');
  if (rate.units <= 0n) return invalidContent('exchangeRate', 'The exchange rate must be above zero.');
  return rate.toString();
}

function mayTradeWith(customer: StoredRecord, subsidiary: string, books: Books): boolean {
  if (textOf(customer.fields, 'subsidiary') === subsidiary) return true;
  return books.records
    .all('customerSubsidiaryRelationship')
    .some(({ fields }) => textOf(fields, 'entity') === customer.id && textOf(fields, 'subsidiary') === subsidiary);
}

function wrong(problem: Detail): Header {
  return { ok: false, problem };
}

function missing(field: string): Header {
  return wrong(userError(`Please enter value(s) for: ${field}.`, field));
}
