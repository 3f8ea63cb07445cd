import { z } from 'zod';
import type { ChargedLine, LedgerEvent, MoneyRole } from '#revrec/engine/invoice-driven/events.ts';
import type { LedgerTerms } from '#revrec/engine/invoice-driven/ledger-state.ts';
import { type CivilDate, earlierOf, parseTerm } from '#schema/canonical/calendar.ts';
import { minorDigits } from '#schema/canonical/currency.ts';
import { multiplyRatios, ratio } from '#schema/canonical/ratio.ts';
import { type Amounts, amountsOf, CaseUnreadable, numberOf } from './amounts.ts';
import type { Asked } from './driver.ts';
import { policyOf } from './inputs.ts';
import { type LedgerInputs, ledgerInputs, type ToldEvent, type ToldLine } from './ledger-shapes.ts';

/** An example's events and terms in the engine's words. Throws for inputs of another shape, and `CaseUnreadable`. */
export function readLedger(asked: Asked): { readonly events: readonly LedgerEvent[]; readonly terms: LedgerTerms } {
  const inputs = ledgerInputs.parse(asked.inputs);
  const functionalCurrency = inputs.functionalCurrency ?? asked.currency.code;
  if (asked.preset === 'CONTRACT_DRIVEN') refuseCorrections(inputs.events);
  const reader: Reader = {
    asked,
    told: inputs.events,
    firstDay: firstDayOf(inputs.events),
    isMetered: inputs.meter !== undefined,
    isDelivered: asked.preset === 'CONTRACT_DRIVEN' && inputs.events.some(({ kind }) => TRANSFERS.has(kind)),
  };
  return {
    events: inputs.events.map((event, index) => eventOf(reader, event, index)),
    terms: {
      ...choicesOf(asked.policies),
      functionalCurrency,
      measure: inputs.measure,
      rates: inputs.rates.map(({ date, from, to, rate }) => ({
        on: date,
        from,
        to,
        // Published for a unit of each currency, wanted for a minor unit of each.
        rate: multiplyRatios(rate, ratio(unitOf(asked, to), unitOf(asked, from))),
      })),
      meter: meterOf(asked.amounts, inputs.meter),
    },
  };
}

function choicesOf(policies: Asked['policies']): Pick<LedgerTerms, 'monthEndRemeasurement' | 'aheadOfBilling'> {
  return {
    monthEndRemeasurement: policyOf(policies, 'monthEndRemeasurement', { values: z.boolean(), otherwise: true }),
    aheadOfBilling: policyOf(policies, 'aheadOfBilling', {
      values: z.enum(['CONTRACT_ASSET', 'UNBILLED_AR']),
      otherwise: 'CONTRACT_ASSET' as const,
    }),
  };
}

const TRANSFERS: ReadonlySet<ToldEvent['kind']> = new Set(['DELIVERED', 'DELIVERED_WITH_RETURN_RIGHT']);

/** Kinds that move revenue of a document. With a contract behind it, the contract's own rules say what they mean. */
const CORRECTIONS: ReadonlySet<ToldEvent['kind']> = new Set([
  'CREDIT_MEMO',
  'CREDIT_MEMO_VOIDED',
  'INVOICE_VOIDED',
  'MARKED_UNCOLLECTIBLE',
  'DISPUTE_OPENED',
  'DISPUTE_WON',
  'DISPUTE_LOST',
  'EXCLUDED',
]);

function refuseCorrections(events: readonly ToldEvent[]): void {
  const billed = events.some(({ kind }) => kind === 'INVOICE_ISSUED');
  const refused = events.find(({ kind }) => CORRECTIONS.has(kind) || (kind === 'REFUNDED' && billed));
  if (refused !== undefined)
    throw new CaseUnreadable(`${refused.kind} is booked by documents under INVOICE_DRIVEN only`);
}

interface Reader {
  readonly asked: Asked;
  readonly told: readonly ToldEvent[];
  readonly firstDay: CivilDate;
  readonly isMetered: boolean;
  /** What is transferred is told by itself, so that an invoice of the contract bills and earns nothing. */
  readonly isDelivered: boolean;
}

type Told<Kind extends ToldEvent['kind']> = Extract<ToldEvent, { readonly kind: Kind }>;

function eventOf(reader: Reader, told: ToldEvent, index: number): LedgerEvent {
  const common = { id: `${told.kind} ${told.id ?? index + 1}`, at: told.at ?? reader.firstDay };
  const { amounts } = reader.asked;
  switch (told.kind) {
    case 'INVOICE_ISSUED':
      return reader.isDelivered ? billedOf(reader, told, common) : invoiceOf(reader, told, common);
    case 'PENDING_ITEM': {
      const currency = told.currency ?? reader.asked.currency.code;
      return { ...common, kind: told.kind, currency, line: lineOf(told, amountsIn(reader, currency)) };
    }
    case 'CREDIT_MEMO':
      return creditMemoOf(reader, told, common);
    case 'CREDIT_MEMO_VOIDED':
      return { ...common, kind: told.kind, creditMemo: memoNamed(reader, told) };
    case 'PAYMENT_RECEIVED': {
      const invoice = invoiceNamed(reader, told);
      const own = amountsOfInvoice(reader, invoice);
      const [amountMinor, feeMinor] = [amountOf(told.amount, own), own.minor(told.fee)];
      return { ...common, kind: told.kind, invoice, amountMinor, into: moneyRole(told.method), feeMinor };
    }
    case 'REFUNDED': {
      const invoice = invoiceNamed(reader, told);
      const amountMinor = amountOf(told.amount, amountsOfInvoice(reader, invoice));
      return { ...common, kind: told.kind, invoice, amountMinor, from: moneyRole(told.method) };
    }
    case 'DISPUTE_OPENED':
    case 'DISPUTE_WON':
    case 'DISPUTE_LOST': {
      const invoice = invoiceWanted(reader, told);
      return {
        ...common,
        kind: told.kind,
        invoice,
        amountMinor: amountOf(told.amount, amountsOfInvoice(reader, invoice)),
      };
    }
    case 'INVOICE_VOIDED':
    case 'MARKED_UNCOLLECTIBLE':
    case 'EXCLUDED':
      return { ...common, kind: told.kind, invoice: invoiceWanted(reader, told) };
    case 'USAGE_RATED':
      return { ...common, kind: told.kind, quantity: quantityOf(reader, told, index) };
    case 'CUSTOMER_BALANCE_OPENING':
      return { ...common, kind: told.kind, amountMinor: amounts.minor(told.amount) };
    case 'CONSIDERATION_DUE':
      return { ...common, kind: told.kind, amountMinor: amounts.minor(told.amount), cancellable: told.cancellable };
    case 'DELIVERED': {
      const expectedRebateMinor = amounts.minor(told.expectedRebate);
      const amountMinor = amounts.minor(told.amount);
      return { ...common, kind: told.kind, amountMinor, unconditional: told.unconditional, expectedRebateMinor };
    }
    case 'DELIVERED_WITH_RETURN_RIGHT':
      return {
        ...common,
        kind: told.kind,
        units: told.units,
        unitPrice: amounts.exact(told.unitPrice),
        unitCost: amounts.exact(told.unitCost),
        expectedReturnedUnits: told.expectedReturnedUnits,
        settlement: told.settlement === 'CASH' ? 'CASH' : 'AR',
      };
  }
}

interface Common {
  readonly id: string;
  readonly at: CivilDate;
}

function invoiceOf(reader: Reader, told: Told<'INVOICE_ISSUED'>, common: Common): LedgerEvent {
  const currency = currencyOf(reader, told);
  const own = amountsIn(reader, currency);
  const { toBalance } = told;
  const given = typeof toBalance === 'string' ? own.minor(toBalance) : 0n;
  return {
    ...common,
    kind: told.kind,
    document: told.id,
    currency,
    lines: told.lines.map((line) => lineOf(line, own)),
    balanceAppliedMinor: own.minor(told.balanceApplied),
    toBalanceMinor:
      toBalance === true || toBalance === undefined || toBalance === null ? null : given < 0n ? -given : given,
    includesPending: told.includesPending,
    metered: told.metered,
  };
}

function billedOf(reader: Reader, { id, lines, balanceApplied }: Told<'INVOICE_ISSUED'>, common: Common): LedgerEvent {
  const { amounts } = reader.asked;
  const isPlain = lines.every(({ tax, currency = reader.asked.currency.code }) => {
    return amounts.minor(tax) === 0n && currency === reader.asked.currency.code;
  });
  if (!isPlain || amounts.minor(balanceApplied) !== 0n)
    throw new CaseUnreadable(`${id}: beside transfers an invoice is a plain amount that falls due`);
  const amountMinor = lines.reduce((all, { amount }) => all + amounts.minor(amount), 0n);
  return { ...common, kind: 'CONSIDERATION_DUE', amountMinor, cancellable: false };
}

function creditMemoOf(reader: Reader, told: Told<'CREDIT_MEMO'>, common: Common): LedgerEvent {
  const invoice = invoiceWanted(reader, { ...told, id: undefined, document: undefined });
  const own = amountsOfInvoice(reader, invoice);
  const lines = told.lines?.map((line) => lineOf(line, own)) ?? [];
  const ofLines = lines.reduce((all, line) => all + line.amountMinor + (line.taxInclusive ? 0n : line.taxMinor), 0n);
  const { split } = told;
  return {
    ...common,
    kind: told.kind,
    document: memoName(told),
    invoice,
    amountMinor: lines.length > 0 ? ofLines : amountOf(told.amount, own),
    split:
      split === undefined || split === null
        ? null
        : {
            refundMinor: own.minor(split.refund),
            balanceMinor: own.minor(split.balance),
            externalMinor: own.minor(split.external),
          },
  };
}

function lineOf({ amount, tax, taxInclusive, service }: ToldLine, own: Amounts): ChargedLine {
  const term = service === undefined || service === null ? null : parseTerm(service.from, service.to);
  if (term === null && service) throw new CaseUnreadable(`${service.from} to ${service.to} is no service period`);
  return { amountMinor: own.minor(amount), taxMinor: own.minor(tax), taxInclusive, service: term };
}

function amountOf(told: string | null | undefined, own: Amounts): bigint | null {
  return told === undefined || told === null ? null : own.minor(told);
}

/** Where a record has both, the meter says which of them counts; a quantity without a meter has no price. */
function quantityOf({ isMetered }: Reader, { quantity, amount }: Told<'USAGE_RATED'>, index: number) {
  if (quantity !== undefined && isMetered) return quantity;
  if (amount === undefined) throw new CaseUnreadable(`inputs.events[${index}]: nothing says what its usage costs`);
  return numberOf(amount);
}

/** Without a meter, usage is rated in money already: a unit is a unit of the currency. */
function meterOf(amounts: Amounts, meter: LedgerInputs['meter']): LedgerTerms['meter'] {
  return { aggregate: meter?.aggregate ?? 'sum', unitPrice: amounts.exact(meter?.unitPrice ?? '1') };
}

const EXTERNAL = new Set(['EXTERNAL', 'OUT_OF_BAND', 'PAID_OUT_OF_BAND']);
const BALANCE = new Set(['BALANCE', 'CUSTOMER_BALANCE']);

/** What was not settled outside or by the customer's balance came through the processor, by whatever method. */
function moneyRole(method: string | undefined): MoneyRole {
  if (method !== undefined && EXTERNAL.has(method)) return 'EXTERNAL_ASSET';
  return method !== undefined && BALANCE.has(method) ? 'CUSTOMER_BALANCE' : 'CASH';
}

interface Naming {
  readonly kind: string;
  readonly id?: string | undefined;
  readonly invoice?: string | undefined;
  readonly document?: string | undefined;
}

/** The invoice an event names; an event that names none is about the only one there is, or about the contract. */
function invoiceNamed({ told, isDelivered }: Reader, { kind, invoice, document, id }: Naming): string | null {
  if (isDelivered) return null;
  const issued = told.flatMap((event) => (event.kind === 'INVOICE_ISSUED' ? [event.id] : []));
  const named = invoice ?? document ?? (id !== undefined && issued.includes(id) ? id : undefined);
  if (named !== undefined) return named;
  if (new Set(issued).size > 1) throw new CaseUnreadable(`${kind} names none of ${issued.join(', ')}`);
  return issued[0] ?? null;
}

function invoiceWanted(reader: Reader, naming: Naming): string {
  const invoice = invoiceNamed(reader, naming);
  if (invoice === null) throw new CaseUnreadable(`${naming.kind} names no invoice`);
  return invoice;
}

function memoName({ document, id, invoice, at }: Told<'CREDIT_MEMO'>): string {
  return document ?? id ?? `credit of ${invoice ?? 'the invoice'} on ${at}`;
}

/** The credit memo an event voids: by its name, or the last one of the invoice it names. */
function memoNamed(reader: Reader, event: Told<'CREDIT_MEMO_VOIDED'>): string {
  const memos = reader.told.flatMap((one) => (one.kind === 'CREDIT_MEMO' ? [one] : []));
  const named = [event.creditMemo, event.creditNote, event.memo, event.document, event.id].find(
    (name) => name !== undefined && memos.some((memo) => memoName(memo) === name),
  );
  const last = memos.findLast(({ invoice }) => event.invoice === undefined || invoice === event.invoice);
  const found = named ?? (last === undefined ? undefined : memoName(last));
  if (found === undefined) throw new CaseUnreadable('CREDIT_MEMO_VOIDED names no credit memo');
  return found;
}

function currencyOf({ asked }: Reader, { id, lines }: Told<'INVOICE_ISSUED'>): string {
  const currencies = new Set(lines.map(({ currency }) => currency ?? asked.currency.code));
  if (currencies.size > 1) throw new CaseUnreadable(`${id} has lines in ${[...currencies].join(' and ')}`);
  return [...currencies][0] ?? asked.currency.code;
}

function amountsOfInvoice(reader: Reader, invoice: string | null): Amounts {
  const issued = reader.told.find((event) => event.kind === 'INVOICE_ISSUED' && event.id === invoice);
  const currency = issued?.kind === 'INVOICE_ISSUED' ? currencyOf(reader, issued) : reader.asked.currency.code;
  return amountsIn(reader, currency);
}

function amountsIn({ asked }: Reader, currency: string): Amounts {
  return currency === asked.currency.code ? asked.amounts : amountsOf(minorDigits(currency));
}

function unitOf({ currency }: Asked, code: string): bigint {
  return 10n ** BigInt(code === currency.code ? currency.exponent : minorDigits(code));
}

function firstDayOf(events: readonly ToldEvent[]): CivilDate {
  const [first, ...others] = events.flatMap(({ at }) => (at === undefined ? [] : [at]));
  if (first === undefined) throw new CaseUnreadable('inputs.events has no date');
  return others.reduce(earlierOf, first);
}
