import { addDays, type CivilDate, monthOf } from '#schema/canonical/calendar.ts';
import { ok, type Result, unreachable } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';
import { converted, type ExchangeRate, rateOn } from '../exchange.ts';
import { giveBack, memoParts } from './credit.ts';
import { excludeInvoice, voidInvoice } from './document-end.ts';
import { type DocumentRun, earnings, inBooks, issuedRun, move, settled, undecided } from './document-run.ts';
import type { CreditMemoIssued, Disputed, InvoiceEnded, PaymentReceived, Refunded } from './events.ts';
import type { DocumentAction, InvoiceDocument } from './invoice-document.ts';
import type { LedgerRole } from './ledger-role.ts';
import type { Movement } from './movement.ts';
import { payWrittenOff, returnWrittenOff, voidWrittenOff, writeOff } from './write-off.ts';

type Done = Result<null, EngineError>;

/** Closing rates for what is open in a foreign currency; `null` leaves realised differences only. */
export interface Remeasurement {
  readonly functionalCurrency: string;
  readonly rates: readonly ExchangeRate[];
}

/**
 * All that an invoice has moved by the end of a day, which is not before the day before its last event. A credit memo
 * that was voided has never been there.
 */
export function documentMovements(
  document: InvoiceDocument,
  on: CivilDate,
  remeasurement: Remeasurement | null,
): Result<readonly Movement[], EngineError> {
  const gone = runOf(document);
  if (!gone.ok) return gone;
  const run = gone.value;
  const remeasured = remeasurement === null ? ok([]) : openRemeasured(run, on, remeasurement);
  if (!remeasured.ok) return remeasured;
  return ok([...run.movements, ...earnings(run, on), ...remeasured.value]);
}

/** An invoice with all that happened to it. */
export function runOf(document: InvoiceDocument): Result<DocumentRun, EngineError> {
  const run = issuedRun(document);
  const voided = new Set(
    document.actions.flatMap(({ event }) => (event.kind === 'CREDIT_MEMO_VOIDED' ? [event.creditMemo] : [])),
  );
  for (const action of document.actions) {
    if (action.event.kind === 'CREDIT_MEMO' && voided.has(action.event.document)) continue;
    const done = happened(run, action);
    if (!done.ok) return done;
  }
  return ok(run);
}

function happened(run: DocumentRun, { event, rate }: DocumentAction): Done {
  switch (event.kind) {
    case 'PAYMENT_RECEIVED':
      return paid(run, event, rate);
    case 'REFUNDED':
      return refunded(run, event, rate);
    case 'CREDIT_MEMO':
      return credited(run, event, rate);
    case 'DISPUTE_OPENED':
    case 'DISPUTE_WON':
    case 'DISPUTE_LOST':
      return disputed(run, event, rate);
    case 'INVOICE_VOIDED':
    case 'MARKED_UNCOLLECTIBLE':
    case 'EXCLUDED':
      return over(run, event);
    // The memo it voids was left out already.
    case 'CREDIT_MEMO_VOIDED':
      return ok(null);
    default:
      return unreachable(event);
  }
}

function paid(run: DocumentRun, event: PaymentReceived, rate: DocumentAction['rate']): Done {
  const { id, into, amountMinor, feeMinor } = event;
  move(run, { document: id, debit: 'PROCESSING_FEES', credit: into, minor: converted(feeMinor, rate) });
  const ownMinor = amountMinor ?? run.openMinor;
  switch (run.status) {
    case 'LIVE': {
      const received = converted(ownMinor, rate);
      const receivable = settled(run, ownMinor);
      move(run, { document: id, debit: into, credit: 'AR', minor: receivable });
      move(run, { document: id, debit: into, credit: 'FX_GAIN_LOSS', minor: received - receivable });
      return ok(null);
    }
    case 'WRITTEN_OFF':
      run.openMinor -= ownMinor;
      payWrittenOff(run, into, { document: id, ownMinor, rate });
      return ok(null);
    case 'EXCLUDED':
      run.openMinor -= ownMinor;
      move(run, { document: id, debit: into, credit: 'EXCLUSION', minor: converted(ownMinor, rate) });
      return ok(null);
    case 'VOIDED':
      return undecided(run, 'a payment of');
  }
}

function refunded(run: DocumentRun, event: Refunded, rate: DocumentAction['rate']): Done {
  return returned(run, { event, rate, contra: 'REFUNDS_CONTRA', from: event.from });
}

interface Returned {
  readonly event: Refunded | Disputed;
  readonly rate: DocumentAction['rate'];
  readonly contra: LedgerRole;
  readonly from: Refunded['from'];
}

/** Money that leaves again: a refund, or what a dispute takes. */
function returned(run: DocumentRun, { event, rate, contra, from }: Returned): Done {
  const { id: document, at } = event;
  const ownMinor = event.amountMinor ?? run.chargedMinor;
  switch (run.status) {
    case 'LIVE':
      return giveBack(run, { document, at, rate, parts: [{ ownMinor, settledBy: from, contra }] });
    case 'WRITTEN_OFF':
      return returnWrittenOff(run, { contra, from }, { document, ownMinor, rate });
    case 'EXCLUDED':
      move(run, { document, debit: 'EXCLUSION', credit: from, minor: converted(ownMinor, rate) });
      return ok(null);
    case 'VOIDED':
      return undecided(run, 'money that goes back of');
  }
}

function credited(run: DocumentRun, event: CreditMemoIssued, rate: DocumentAction['rate']): Done {
  if (run.status !== 'LIVE') return undecided(run, 'a credit memo of');
  const parts = memoParts(run, event);
  return giveBack(run, { document: event.document, at: event.at, rate, parts, of: event.of });
}

/** What was disputed and won is a recovery: the contra stays. A dispute lost moves nothing more. */
function disputed(run: DocumentRun, event: Disputed, rate: DocumentAction['rate']): Done {
  if (event.kind === 'DISPUTE_LOST') return ok(null);
  if (event.kind === 'DISPUTE_OPENED') {
    const before = run.chargedMinor;
    const done = returned(run, { event, rate, contra: 'DISPUTES_CONTRA', from: 'CASH' });
    run.disputedMinor += event.amountMinor ?? before;
    return done;
  }
  const won = event.amountMinor ?? run.disputedMinor;
  run.disputedMinor -= won;
  const credit = run.status === 'EXCLUDED' ? 'EXCLUSION' : 'RECOVERABLES';
  move(run, { document: event.id, debit: 'CASH', credit, minor: converted(won, rate) });
  return ok(null);
}

function over(run: DocumentRun, event: InvoiceEnded): Done {
  if (event.kind === 'EXCLUDED') {
    if (run.status === 'EXCLUDED') return undecided(run, 'an exclusion of');
    excludeInvoice(run, event);
    return ok(null);
  }
  if (event.kind === 'INVOICE_VOIDED' && run.status === 'WRITTEN_OFF') {
    voidWrittenOff(run, event.id, event.at);
    return ok(null);
  }
  if (run.status !== 'LIVE') return undecided(run, event.kind === 'INVOICE_VOIDED' ? 'a void of' : 'a write-off of');
  if (event.kind === 'MARKED_UNCOLLECTIBLE') return writeOff(run, event);
  voidInvoice(run, event);
  return ok(null);
}

/** What is open of a foreign receivable at the rate of the last month that is over; it falls away when it is settled. */
function openRemeasured(
  run: DocumentRun,
  on: CivilDate,
  { functionalCurrency, rates }: Remeasurement,
): Result<readonly Movement[], EngineError> {
  const { currency, issuedOn, key } = run.document;
  const month = monthOf(on);
  const closedOn = month.to === on ? on : addDays(month.from, -1);
  if (run.status !== 'LIVE' || currency === functionalCurrency || closedOn < issuedOn) return ok([]);
  const closing = rateOn(rates, { from: currency, to: functionalCurrency, on: closedOn });
  if (!closing.ok) return closing;
  const minor = converted(run.openMinor, closing.value) - inBooks(run, run.openMinor);
  return ok([{ document: key, debit: 'AR', credit: 'FX_GAIN_LOSS', minor }]);
}
