import type {
  BillingConnector,
  CarriedLine,
  InvoicePreview,
  NewSubscription,
  PricedLines,
  TermStep,
} from '#billing/port.ts';
import type { BillingInvoice, PricedRhythm } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { addDays, addMonths, type CivilDate, civilDate, parseTerm, type Term } from '#schema/canonical/calendar.ts';
import type { BilledLine, InvoiceFacts, InvoiceIssuer, SubscriptionOutcome } from '#schema/commands/billing.ts';
import type { BillingFrequency } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type InvoiceAbout, invoiceFactsOf } from './invoice-facts.ts';
import { isOnce } from './one-time-charges.ts';
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

export interface PlannedTerm {
  readonly term: Term;
  readonly rhythm: PricedRhythm;
  readonly anchorOn: string;
  /** More than one for a ramp. */
  readonly steps: readonly {
    readonly startsOn: string;
    readonly endsOn: string;
    readonly lines: readonly BilledLine[];
  }[];
  /** It begins later, or changes on the way. */
  readonly isPlanned: boolean;
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
  if (term.to < today) return unsupported('past-term');
  const rhythm = rhythmOf(frequency, term);
  if (isTooLong(rhythm)) return unsupported('interval-beyond-three-years');
  if (
    !lines.some(({ chargeModel }) => chargeModel === undefined || chargeModel === 'PER_UNIT' || chargeModel === 'USAGE')
  ) {
    return unsupported('nothing-recurring');
  }
  const steps = stepsOf(lines, term);
  const isPlanned = term.from > today || steps.length > 1;
  return ok({ term, rhythm, anchorOn: anchorOf(term, rhythm, today), steps, isPlanned });
}

function unsupported(capability: string): Result<never, ConnectorError> {
  return fail({ kind: 'UnsupportedByVendor', capability });
}

/** The stretches of the term in which the same lines run; what is charged once goes with the first that it falls in. */
function stepsOf(lines: readonly BilledLine[], { from, to }: Term): PlannedTerm['steps'] {
  const recurring = lines.filter((line) => !isOnce(line));
  const begins = new Set<string>([from]);
  for (const { startsOn = from, endsOn = to } of recurring) {
    if (startsOn > from && startsOn <= to) begins.add(startsOn);
    if (endsOn < to) begins.add(addDays(civilDate(endsOn), 1));
  }
  const inOrder = [...begins].sort();
  return inOrder.map((startsOn, index) => {
    const next = inOrder[index + 1];
    const endsOn = next === undefined ? to : addDays(civilDate(next), -1);
    const running = recurring.filter((line) => (line.startsOn ?? from) <= startsOn && (line.endsOn ?? to) >= startsOn);
    const once = lines.filter((line) => {
      if (!isOnce(line)) return false;
      const day = line.startsOn ?? from;
      return index === 0 ? day <= endsOn : day >= startsOn && day <= endsOn;
    });
    return { startsOn, endsOn, lines: [...running, ...once] };
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

/** Starts or plans the term at the vendor unless its key has done so. Answers the id of the subscription or plan. */
export async function startTerm(parts: CommandParts, connector: BillingConnector, started: StartedTerm): Reply<string> {
  const { customerExternalId, start, key } = started;
  const planned = planTerm(start, parts.clock.today());
  if (!planned.ok) return planned;
  const found = await connector.subscriptionStartedBy(customerExternalId, key);
  if (!found.ok) return found;
  if (planned.value.isPlanned) {
    if (start.invoiceIssuer === 'ERP') return unsupported('drafts-of-a-plan');
    return found.value === null ? planAtVendor(connector, started, planned.value) : ok(found.value);
  }
  const made =
    found.value === null ? await connector.startSubscription(termsOf(started, planned.value), key) : ok(found.value);
  if (!made.ok || start.invoiceIssuer !== 'ERP') return made;
  const kept = await connector.keepDrafts(made.value, key);
  return kept.ok ? made : kept;
}

function termsOf({ customerExternalId, start, priced }: StartedTerm, { anchorOn }: PlannedTerm): NewSubscription {
  const { lines: _lines, frequency: _frequency, invoiceIssuer = 'BILLING', carried = [], ...terms } = start;
  return { ...terms, ...priced, customerExternalId, invoiceIssuer, carried, anchorOn };
}

async function planAtVendor(
  connector: BillingConnector,
  { customerExternalId, start, key }: StartedTerm,
  planned: PlannedTerm,
): Reply<string> {
  const steps = await priceSteps(connector, start.currency, planned);
  if (!steps.ok) return steps;
  const { lines: _lines, frequency: _frequency, invoiceIssuer = 'BILLING', carried: _carried, ...terms } = start;
  return connector.planSubscription({ ...terms, customerExternalId, invoiceIssuer, steps: steps.value }, key);
}

export async function priceSteps(
  connector: BillingConnector,
  currency: string,
  { rhythm, steps }: PlannedTerm,
): Reply<readonly TermStep[]> {
  const priced: TermStep[] = [];
  for (const { startsOn, endsOn, lines } of steps) {
    const prices = await connector.priceLines(currency, lines, rhythm);
    if (!prices.ok) return prices;
    priced.push({ startsOn, endsOn, ...prices.value });
  }
  return ok(priced);
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
  const { rhythm, anchorOn, steps, term } = planned.value;
  const isToCome = term.from > parts.clock.today();
  const dates = isToCome ? null : { startsOn, endsOn, anchorOn };
  const [first] = steps;
  const terms = { customerExternalId, country, currency, lines: first?.lines ?? lines, rhythm, carried, dates };
  // A share of an interval depends on its days, and the vendor previews none that begin after today.
  if (isToCome && dayAfterInterval(term, rhythm) > addDays(civilDate(first?.endsOn ?? endsOn), 1)) {
    return unsupported('preview-of-a-part-to-come');
  }
  const invoice = await connector.previewStart(terms);
  if (!invoice.ok || invoice.value === null) return invoice.ok ? ok(null) : invoice;
  const dated = isToCome ? datedFrom(invoice.value, start, dayAfterInterval(term, rhythm)) : invoice.value;
  return invoiceFactsOf(parts, connector, dated, about);
}

function dayAfterInterval({ from }: Term, { unit, count }: PricedRhythm): CivilDate {
  if (unit === 'DAY') return addDays(from, count);
  return addMonths(from, unit === 'YEAR' ? count * 12 : count);
}

/** A whole interval costs the same whenever it begins: its preview of today, with the days that it will have. */
function datedFrom(invoice: InvoicePreview, { startsOn, paymentTermDays }: TermStart, next: CivilDate): InvoicePreview {
  return {
    ...invoice,
    issuedOn: startsOn,
    dueOn: addDays(civilDate(startsOn), paymentTermDays),
    lines: invoice.lines.map((line) => ({
      ...line,
      serviceStartsOn: startsOn,
      serviceEndsOn: line.serviceStartsOn === line.serviceEndsOn ? startsOn : addDays(next, -1),
    })),
  };
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
