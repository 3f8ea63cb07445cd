import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import type { BillingConnector } from '#billing/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { externalIdsOf } from '#kit/crosswalk/crosswalk.ts';
import { type CustomerOutcome, ensureCustomer as payload } from '#schema/commands/billing.ts';
import type { CustomerFacts } from '#schema/commands/crm.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type CommandParts, causeOf, connectorFor, effectOf } from './parts.ts';

/** `ensureCustomer`: finds or makes the billing customer. */
export const ensureCustomer = (parts: CommandParts) =>
  writeCommand(payload, ({ customer }, key) => ({
    send: async (): Reply<CustomerOutcome> => {
      const connector = connectorFor(parts, customer.legalEntity);
      const ensured = await customerAtVendor(parts, connector, customer, key);
      return ensured.ok ? ok(outcomeOf(connector, ensured.value)) : ensured;
    },
    lookUp: async (): Reply<CustomerOutcome | null> => {
      const connector = connectorFor(parts, customer.legalEntity);
      const found = await knownCustomer(parts, connector, customer.customerId, key);
      if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
      // Found, and perhaps still under another name: that is set right where it needs to be, once.
      const ensured = await customerAtVendor(parts, connector, customer, key);
      return ensured.ok ? ok(outcomeOf(connector, ensured.value)) : ensured;
    },
  }));

function outcomeOf(connector: BillingConnector, externalId: string): CustomerOutcome {
  return { externalId, effect: effectOf(connector, 'customer', externalId) };
}

/** The vendor's customer of ours, under the name given; made when there is none. Found by our id, never by its name. */
export async function customerAtVendor(
  parts: CommandParts,
  connector: BillingConnector,
  customer: CustomerFacts,
  key: string,
): Reply<string> {
  const linked = await linkedCustomer(parts, connector, customer.customerId);
  if (linked !== null) return named(parts, connector, { externalId: linked, name: customer.name, key });
  // The business key makes it one, also when two operations ask at once and whoever asks again after a lost reply.
  const made = await connector.createCustomer(customer);
  return made.ok ? settle(parts, connector, made.value, key) : made;
}

/** The CRM owns the name: what somebody else made of it at billing is set right. */
async function named(
  parts: CommandParts,
  connector: BillingConnector,
  { externalId, name, key }: { readonly externalId: string; readonly name: string; readonly key: string },
): Reply<string> {
  const read = await readIntoMirror(parts, connector, () => connector.customer(externalId), causeOf(key));
  if (!read.ok) return read;
  const [live] = read.value.customers;
  if (live === undefined || (live.name === name && live.givenName === name)) return ok(externalId);
  const renamed = await connector.renameCustomer(externalId, name, key);
  return renamed.ok ? settle(parts, connector, externalId, key) : renamed;
}

/** As the crosswalk has it, else as the vendor's own list has it; null when it was never made. */
export async function knownCustomer(
  parts: CommandParts,
  connector: BillingConnector,
  customerId: string,
  key: string,
): Reply<string | null> {
  const linked = await linkedCustomer(parts, connector, customerId);
  if (linked !== null) return ok(linked);
  const found = await connector.customerByOurId(customerId);
  if (!found.ok || found.value === null) return found;
  return settle(parts, connector, found.value, key);
}

export async function linkedCustomer(parts: CommandParts, { connection }: BillingConnector, customerId: string) {
  const { manager } = parts.dataSource;
  const [externalId] = await externalIdsOf(manager, 'billing', 'customer', connection, [customerId]);
  return externalId ?? null;
}

/** Links it and mirrors it. A failure leaves the outcome to the next look-up. */
async function settle(
  parts: CommandParts,
  connector: BillingConnector,
  externalId: string,
  key: string,
): Reply<string> {
  const read = await readIntoMirror(parts, connector, () => connector.customer(externalId), causeOf(key));
  return read.ok ? ok(externalId) : fail({ kind: 'OutcomeUnknown', key });
}
