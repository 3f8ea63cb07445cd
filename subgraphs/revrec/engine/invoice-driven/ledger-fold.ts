import { fail, ok, type Result, unreachable } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';
import { rateOn } from '../exchange.ts';
import { contractAfter } from './contract-position.ts';
import { documentMovements } from './document-movements.ts';
import type {
  ContractEvent,
  DocumentEvent,
  InvoiceIssued,
  LedgerEvent,
  PaymentReceived,
  PendingItem,
  Refunded,
  UsageRated,
} from './events.ts';
import { bookedLine, type ChargedBooked, type InvoiceDocument, usageLine } from './invoice-document.ts';
import { accruedBy, documentOf, type LedgerState, type LedgerTerms, type PendingCharge } from './ledger-state.ts';
import { meteredCharge, recorded } from './usage-meter.ts';

type Folded = Result<LedgerState, EngineError>;

/** The state after one event more, which is not earlier than those before. Changes nothing it is given. */
export function afterEvent(state: LedgerState, event: LedgerEvent, terms: LedgerTerms): Folded {
  switch (event.kind) {
    case 'INVOICE_ISSUED':
      return issued(state, event, terms);
    case 'PENDING_ITEM':
      return pended(state, event, terms);
    case 'USAGE_RATED':
      return rated(state, event, terms);
    // What there was before the ledger began is in no month of it.
    case 'CUSTOMER_BALANCE_OPENING':
      return ok(state);
    case 'CONSIDERATION_DUE':
    case 'DELIVERED':
    case 'DELIVERED_WITH_RETURN_RIGHT':
      return ok(underContract(state, event, terms));
    case 'PAYMENT_RECEIVED':
    case 'REFUNDED':
      return event.invoice === null
        ? ok(underContract(state, event, terms))
        : acted(state, { event, invoice: event.invoice }, terms);
    case 'CREDIT_MEMO':
      return credited(state, event, terms);
    case 'CREDIT_MEMO_VOIDED': {
      const invoice = state.creditMemos.get(event.creditMemo);
      if (invoice === undefined) return invalid(event.creditMemo, 'no such credit memo was issued');
      return acted(state, { event, invoice }, terms);
    }
    case 'INVOICE_VOIDED':
    case 'MARKED_UNCOLLECTIBLE':
    case 'EXCLUDED':
    case 'DISPUTE_OPENED':
    case 'DISPUTE_WON':
    case 'DISPUTE_LOST':
      return acted(state, { event, invoice: event.invoice }, terms);
    default:
      return unreachable(event);
  }
}

function invalid(subject: string, detail: string): Result<never, EngineError> {
  return fail({ kind: 'INVALID_EVENT', subject, detail });
}

function issued(state: LedgerState, event: InvoiceIssued, terms: LedgerTerms): Folded {
  const { document: key, at, currency, balanceAppliedMinor, toBalanceMinor } = event;
  if (state.documents.has(key)) return invalid(key, 'an invoice of this name was issued before');
  const rate = rateOn(terms.rates, { from: currency, to: terms.functionalCurrency, on: at });
  if (!rate.ok) return rate;
  const charged: ChargedBooked[] = [];
  for (const line of event.lines) {
    const booked = bookedLine(line, { on: at, measure: terms.measure, rate: rate.value });
    if (!booked.ok) return booked;
    charged.push(booked.value);
  }
  const taken = event.includesPending ? takenUp(state, event) : ok({ charges: [], pending: state.pending });
  if (!taken.ok) return taken;
  const metered = event.metered ? meteredLines(state, event, terms) : ok({ charges: [], reading: state.reading });
  if (!metered.ok) return metered;
  const document: InvoiceDocument = {
    key,
    currency,
    issuedOn: at,
    charged: [...charged, ...taken.value.charges, ...metered.value.charges],
    balanceAppliedMinor,
    toBalanceMinor,
    actions: [],
  };
  const documents = new Map(state.documents).set(key, document);
  return ok({ ...state, documents, pending: taken.value.pending, reading: metered.value.reading });
}

interface TakenUp {
  readonly charges: readonly ChargedBooked[];
  readonly pending: readonly PendingCharge[];
}

/** Pending lines become lines of the invoice: what they had earned leaves unbilled, the rest is deferred. */
function takenUp({ pending }: LedgerState, { at, currency, document }: InvoiceIssued): Result<TakenUp, EngineError> {
  const waiting = pending.filter(({ invoicedOn }) => invoicedOn === null);
  if (waiting.some((item) => item.currency !== currency)) {
    return invalid(document, 'a pending line is in another currency');
  }
  const invoiced = new Map(waiting.map((item) => [item.key, { ...item, invoicedOn: at }]));
  return ok({
    charges: [...invoiced.values()].map((item) => ({
      ...item.charge,
      line: { ...item.charge.line, accruedMinor: accruedBy(item, at) },
    })),
    pending: pending.map((item) => invoiced.get(item.key) ?? item),
  });
}

interface Metered {
  readonly charges: readonly ChargedBooked[];
  readonly reading: LedgerState['reading'];
}

function meteredLines(
  { reading }: LedgerState,
  { at, currency, document }: InvoiceIssued,
  { meter, functionalCurrency }: LedgerTerms,
): Result<Metered, EngineError> {
  if (meter === null) return fail({ kind: 'HELD', subject: document, detail: 'no meter says what its usage costs' });
  if (currency !== functionalCurrency) return invalid(document, 'usage is metered in the functional currency');
  const { earnedMinor, carriedMinor, next } = meteredCharge(meter, reading);
  const charges = [usageLine(earnedMinor, at, true), usageLine(carriedMinor, at, false)];
  return ok({ charges: charges.filter(({ ownGrossMinor }) => ownGrossMinor !== 0n), reading: next });
}

function pended(state: LedgerState, { id, at, currency, line }: PendingItem, terms: LedgerTerms): Folded {
  const rate = rateOn(terms.rates, { from: currency, to: terms.functionalCurrency, on: at });
  if (!rate.ok) return rate;
  const charge = bookedLine(line, { on: at, measure: terms.measure, rate: rate.value });
  if (!charge.ok) return charge;
  return ok({ ...state, pending: [...state.pending, { key: id, currency, charge: charge.value, invoicedOn: null }] });
}

function rated(state: LedgerState, { id, quantity }: UsageRated, { meter }: LedgerTerms): Folded {
  if (meter === null) return fail({ kind: 'HELD', subject: id, detail: 'no meter says what its usage costs' });
  return ok({ ...state, reading: recorded(state.reading, quantity) });
}

function underContract(
  state: LedgerState,
  event: ContractEvent | PaymentReceived | Refunded,
  { aheadOfBilling }: LedgerTerms,
): LedgerState {
  const { totals, movements } = contractAfter(state.contract, event, aheadOfBilling);
  return { ...state, contract: totals, contractMovements: [...state.contractMovements, ...movements] };
}

function credited(
  state: LedgerState,
  event: Extract<LedgerEvent, { readonly kind: 'CREDIT_MEMO' }>,
  terms: LedgerTerms,
): Folded {
  const { document, invoice } = event;
  if (state.creditMemos.has(document)) return invalid(document, 'a credit memo of this name was issued before');
  return acted({ ...state, creditMemos: new Map(state.creditMemos).set(document, invoice) }, { event, invoice }, terms);
}

interface Acted {
  readonly event: DocumentEvent;
  readonly invoice: string;
}

/** Adds an event to its invoice, if the invoice allows it. */
function acted(state: LedgerState, { event, invoice }: Acted, terms: LedgerTerms): Folded {
  const found = documentOf(state, invoice);
  if (!found.ok) return found;
  const { functionalCurrency, rates } = terms;
  const rate = rateOn(rates, { from: found.value.currency, to: functionalCurrency, on: event.at });
  if (!rate.ok) return rate;
  const document = { ...found.value, actions: [...found.value.actions, { event, rate: rate.value }] };
  const allowed = documentMovements(document, event.at, null);
  if (!allowed.ok) return allowed;
  return ok({ ...state, documents: new Map(state.documents).set(invoice, document) });
}
