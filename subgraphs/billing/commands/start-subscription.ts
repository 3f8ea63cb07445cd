import { subscriptionChanges } from '#billing/entities/subscription-change.ts';
import type { BillingConnector, BillingInvoice, NewSubscription, PricedItem } from '#billing/port.ts';
import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { addDays, addMonths, parseTerm } from '#schema/canonical/calendar.ts';
import {
  type InvoiceFacts,
  startSubscription as payload,
  type StartSubscription,
  type SubscriptionOutcome,
} from '#schema/commands/billing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { customerAtVendor, knownCustomer, linkedCustomer } from './ensure-customer.ts';
import { invoiceFactsOf } from './invoice-facts.ts';
import {
  type CommandParts,
  causeOf,
  connectorFor,
  effectOf,
  invoiceOfChange,
  liveSubscription,
  oneAtATime,
} from './parts.ts';

/** `startSubscription`: bills a term of at most a year at once, in advance. */
export const startSubscription = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<SubscriptionOutcome> => {
      const refused = refusalOf(command, parts.clock.today());
      if (refused !== null) return fail(refused);
      return oneAtATime(parts, command.contractId, () => start(parts, command, key));
    },
    lookUp: () => lookUpStart(parts, command, key),
  }));

async function lookUpStart(
  parts: CommandParts,
  command: StartSubscription,
  key: string,
): Reply<SubscriptionOutcome | null> {
  const connector = connectorFor(parts, command.legalEntity);
  const customer = await knownCustomer(parts, connector, command.customer.customerId, key);
  if (!customer.ok || customer.value === null) return customer.ok ? ok(null) : customer;
  const found = await connector.subscriptionStartedBy(customer.value, key);
  if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
  return subscriptionOutcome(parts, connector, found.value, key);
}

/** `previewStart`: the invoice that the start would bring, whether or not billing knows the customer yet. */
export const previewStart = (parts: CommandParts) =>
  readCommand(payload, async (command): Reply<InvoiceFacts | null> => {
    const refused = refusalOf(command, parts.clock.today());
    if (refused !== null) return fail(refused);
    const connector = connectorFor(parts, command.legalEntity);
    const { customer, contractId, legalEntity, currency, startsOn, endsOn, lines } = command;
    const customerExternalId = await linkedCustomer(parts, connector, customer.customerId);
    const terms = { customerExternalId, country: customer.country, currency, startsOn, endsOn, lines };
    const invoice = await connector.previewStart(terms);
    if (!invoice.ok || invoice.value === null) return invoice.ok ? ok(null) : invoice;
    return invoiceFactsOf(parts, connector, invoice.value, {
      contractId,
      legalEntity,
      customerId: customer.customerId,
    });
  });

/** What cannot be billed as one invoice in advance is refused before anything is written. */
function refusalOf({ startsOn, endsOn }: StartSubscription, today: string): ConnectorError | null {
  const term = parseTerm(startsOn, endsOn);
  if (term === null)
    return { kind: 'Rejected', code: 'TERM_INVALID', field: 'endsOn', detail: `${startsOn} to ${endsOn}` };
  if (term.from > today) return { kind: 'UnsupportedByVendor', capability: 'future-start' };
  if (term.to < today) return { kind: 'UnsupportedByVendor', capability: 'past-term' };
  if (addDays(term.to, 1) > addMonths(term.from, 12)) {
    return { kind: 'UnsupportedByVendor', capability: 'multi-year-in-advance' };
  }
  return null;
}

async function start(parts: CommandParts, command: StartSubscription, key: string): Reply<SubscriptionOutcome> {
  const connector = connectorFor(parts, command.legalEntity);
  // Before the customer: what cannot be billed is refused here.
  const items = await connector.priceItems(command.currency, command.lines);
  if (!items.ok) return items;
  const customer = await customerAtVendor(parts, connector, command.customer, key);
  if (!customer.ok) return customer;
  const found = await connector.subscriptionStartedBy(customer.value, key);
  if (!found.ok) return found;
  if (found.value !== null) return subscriptionOutcome(parts, connector, found.value, key);
  await noteStart(parts, connector, command, { key, customerExternalId: customer.value });
  const made = await connector.startSubscription(termsOf(command, customer.value, items.value), key);
  return made.ok ? subscriptionOutcome(parts, connector, made.value, key) : made;
}

function termsOf(
  { contractId, contractNumber, legalEntity, startsOn, endsOn, paymentTermDays }: StartSubscription,
  customerExternalId: string,
  items: readonly PricedItem[],
): NewSubscription {
  return { customerExternalId, contractId, contractNumber, legalEntity, startsOn, endsOn, paymentTermDays, items };
}

/** Noted before the vendor is asked, so that a start whose reply was lost can be found and taken back. */
async function noteStart(
  { dataSource }: CommandParts,
  { connection }: BillingConnector,
  { contractId, startsOn }: StartSubscription,
  { key, customerExternalId }: { readonly key: string; readonly customerExternalId: string },
): Promise<void> {
  await dataSource.manager
    .createQueryBuilder()
    .insert()
    .into(subscriptionChanges)
    .values({
      key,
      kind: 'START',
      contractId,
      connection,
      customerExternalId,
      subscriptionExternalId: null,
      effectiveOn: startsOn,
      itemsBefore: [],
      keyBefore: null,
      versionBefore: null,
    })
    .orIgnore()
    .execute();
}

/** Brings mirror and event log up to what was written. A failure leaves the outcome to the next look-up. */
export async function subscriptionOutcome(
  parts: CommandParts,
  connector: BillingConnector,
  externalId: string,
  key: string,
): Reply<SubscriptionOutcome> {
  const subscription = await liveSubscription(parts, connector, externalId, causeOf(key));
  const invoice = subscription.ok ? await invoiceOfChange(parts, connector, externalId, key) : subscription;
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
