import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import {
  type InvoiceFacts,
  startSubscription as payload,
  type StartSubscription,
  type SubscriptionOutcome,
} from '#schema/commands/billing.ts';
import { ok } from '#schema/errors/result.ts';
import { noteChange } from './change-note.ts';
import { customerAtVendor, knownCustomer, linkedCustomer } from './ensure-customer.ts';
import { type CommandParts, connectorFor, oneAtATime } from './parts.ts';
import { planTerm, previewTerm, priceTerm, startTerm, subscriptionOutcome, type TermStart } from './start-term.ts';

/** `startSubscription`: bills the term in advance, interval by interval. */
export const startSubscription = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<SubscriptionOutcome> => {
      const planned = planTerm(termOf(command), parts.clock.today());
      if (!planned.ok) return planned;
      return oneAtATime(parts, command.contractId, () => start(parts, command, key));
    },
    lookUp: () => lookUpStart(parts, command, key),
  }));

/** `previewStart`: the invoice that the start would bring, whether or not billing knows the customer yet. */
export const previewStart = (parts: CommandParts) =>
  readCommand(payload, async (command): Reply<InvoiceFacts | null> => {
    const connector = connectorFor(parts, command.legalEntity);
    const { contractId, legalEntity, customer } = command;
    const { customerId, country } = customer;
    const customerExternalId = await linkedCustomer(parts, connector, customerId);
    const about = { contractId, legalEntity, customerId };
    return previewTerm(parts, connector, { start: termOf(command), customerExternalId, country, about });
  });

function termOf({ customer: _customer, ...start }: StartSubscription): TermStart {
  return { ...start, version: 1 };
}

async function start(parts: CommandParts, command: StartSubscription, key: string): Reply<SubscriptionOutcome> {
  const connector = connectorFor(parts, command.legalEntity);
  const term = termOf(command);
  // Before the customer is made: what cannot be billed is refused here.
  const priced = await priceTerm(parts, connector, term);
  if (!priced.ok) return priced;
  const customer = await customerAtVendor(parts, connector, command.customer, key);
  if (!customer.ok) return customer;
  const { contractId, startsOn: effectiveOn } = command;
  const { connection } = connector;
  await noteChange(parts, {
    key,
    kind: 'START',
    contractId,
    connection,
    effectiveOn,
    customerExternalId: customer.value,
    subscription: null,
  });
  const made = { customerExternalId: customer.value, start: term, priced: priced.value, key };
  const started = await startTerm(parts, connector, made);
  return started.ok ? subscriptionOutcome(parts, connector, started.value, key) : started;
}

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
  // What came after the start in the same command is done by sending again.
  if (command.invoiceIssuer === 'ERP') return ok(null);
  return subscriptionOutcome(parts, connector, found.value, key);
}
