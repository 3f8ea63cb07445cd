import type { BillingConnector, BillingInvoice, CarriedLine, PricedLines, PricedRhythm } from '#billing/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { parseTerm, type Term } from '#schema/canonical/calendar.ts';
import type { BilledLine, InvoiceFacts, InvoiceIssuer, SubscriptionOutcome } from '#schema/commands/billing.ts';
import type { BillingFrequency } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type InvoiceAbout, invoiceFactsOf } from './invoice-facts.ts';
import { type CommandParts, causeOf, effectOf, invoiceOfChange, liveSubscription } from './parts.ts';
import { anchorOf, isTooLong, rhythmOf } from './rhythm.ts';

/** A term to be billed from its first day, whoever asks for it: a start, a renewal, or a change of the frequency. */
export interface TermStart {
  readonly contractId: string;
  readonly contractNumber: string | null;
  readonly legalEntity: string;
  readonly currency: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly paymentTermDays: number;
  readonly version: number;
  readonly lines: readonly BilledLine[];
  readonly frequency?: BillingFrequency | undefined;
  readonly invoiceIssuer?: InvoiceIssuer | undefined;
  readonly carried?: readonly CarriedLine[] | undefined;
}

interface PlannedTerm {
  readonly term: Term;
  readonly rhythm: PricedRhythm;
  readonly anchorOn: string;
}

/** What cannot be billed so is refused before anything is written. */
export function planTerm(
  { startsOn, endsOn, lines, frequency = 'ANNUAL' }: TermStart,
  today: string,
): Result<PlannedTerm, ConnectorError> {
  const term = parseTerm(startsOn, endsOn);
  if (term === null) {
    return fail({ kind: 'Rejected', code: 'TERM_INVALID', field: 'endsOn', detail: `${startsOn} to ${endsOn}` });
  }
  if (term.from > today) return unsupported('future-start');
  if (term.to < today) return unsupported('past-term');
  const rhythm = rhythmOf(frequency, term);
  if (isTooLong(rhythm)) return unsupported('interval-beyond-three-years');
  if (
    !lines.some(({ chargeModel }) => chargeModel === undefined || chargeModel === 'PER_UNIT' || chargeModel === 'USAGE')
  ) {
    return unsupported('nothing-recurring');
  }
  if (isRamp(lines, term)) return unsupported('ramp');
  return ok({ term, rhythm, anchorOn: anchorOf(term, rhythm, today) });
}

function unsupported(capability: string): Result<never, ConnectorError> {
  return fail({ kind: 'UnsupportedByVendor', capability });
}

/** A recurring line that does not run over the whole term: a step of a ramp. */
function isRamp(lines: readonly BilledLine[], { from, to }: Term): boolean {
  return lines.some(({ chargeModel = 'PER_UNIT', startsOn = from, endsOn = to }) => {
    if (chargeModel !== 'PER_UNIT' && chargeModel !== 'USAGE') return false;
    return startsOn > from || endsOn < to;
  });
}

/** The prices of the term's lines: what cannot be billed is refused here. */
export async function priceTerm(
  parts: CommandParts,
  connector: BillingConnector,
  start: TermStart,
): Reply<PricedLines> {
  const planned = planTerm(start, parts.clock.today());
  return planned.ok ? connector.priceLines(start.currency, start.lines, planned.value.rhythm) : planned;
}

interface StartedTerm {
  readonly customerExternalId: string;
  readonly start: TermStart;
  readonly priced: PricedLines;
  readonly key: string;
}

/** Starts the term at the vendor unless its key has done so. Answers the subscription's id. */
export async function startTerm(
  parts: CommandParts,
  connector: BillingConnector,
  { customerExternalId, start, priced, key }: StartedTerm,
): Reply<string> {
  const planned = planTerm(start, parts.clock.today());
  if (!planned.ok) return planned;
  const found = await connector.subscriptionStartedBy(customerExternalId, key);
  if (!found.ok) return found;
  const { lines: _lines, frequency: _frequency, invoiceIssuer = 'BILLING', carried = [], ...terms } = start;
  const { anchorOn } = planned.value;
  const made =
    found.value === null
      ? await connector.startSubscription(
          { ...terms, ...priced, customerExternalId, invoiceIssuer, carried, anchorOn },
          key,
        )
      : ok(found.value);
  if (!made.ok || invoiceIssuer !== 'ERP') return made;
  const kept = await connector.keepDrafts(made.value, key);
  return kept.ok ? made : kept;
}

/** The first invoice as it would be, null when there is none. */
export async function previewTerm(
  parts: CommandParts,
  connector: BillingConnector,
  asked: {
    readonly start: TermStart;
    readonly customerExternalId: string | null;
    readonly country: string | null;
    readonly about: InvoiceAbout;
  },
): Reply<InvoiceFacts | null> {
  const { start, customerExternalId, country, about } = asked;
  const planned = planTerm(start, parts.clock.today());
  if (!planned.ok) return planned;
  const { currency, startsOn, endsOn, lines, carried = [] } = start;
  const { rhythm, anchorOn } = planned.value;
  const terms = { customerExternalId, country, currency, startsOn, endsOn, anchorOn, lines, rhythm, carried };
  const invoice = await connector.previewStart(terms);
  if (!invoice.ok || invoice.value === null) return invoice.ok ? ok(null) : invoice;
  return invoiceFactsOf(parts, connector, invoice.value, about);
}

/** Brings mirror and event log up to what was written. A failure leaves the outcome to the next look-up. */
export async function subscriptionOutcome(
  parts: CommandParts,
  connector: BillingConnector,
  externalId: string,
  key: string,
): Reply<SubscriptionOutcome> {
  const subscription = await liveSubscription(parts, connector, externalId, causeOf(key));
  const invoice = subscription.ok
    ? await invoiceOfChange(parts, connector, { subscription: subscription.value, key })
    : subscription;
  const facts = await factsOrNull(parts, connector, invoice);
  if (!facts.ok) return facts.error.kind === 'Unmappable' ? facts : fail({ kind: 'OutcomeUnknown', key });
  return ok({
    subscriptionId: mintedId({ kind: 'subscription', connection: connector.connection, externalId }),
    externalId,
    invoice: facts.value,
    effect: effectOf(connector, 'subscription', externalId),
  });
}

async function factsOrNull(
  parts: CommandParts,
  connector: BillingConnector,
  invoice: Awaited<Reply<BillingInvoice | null>>,
): Reply<InvoiceFacts | null> {
  if (!invoice.ok) return invoice;
  return invoice.value === null ? ok(null) : invoiceFactsOf(parts, connector, invoice.value);
}
