import type { NewCustomer } from '#erp/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { type EnsureErpCustomer, type ErpCustomerOutcome, ensureErpCustomer as payload } from '#schema/commands/erp.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type Books, booksOf, type CommandParts, causeOf, effectOf, oneAtATime, renew } from './parts.ts';

/** `ensureCustomer`: the ledger has our customer, and it may trade with the legal entity. One customer, one record. */
export const ensureCustomer = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: async (): Reply<ErpCustomerOutcome> => {
      const books = await booksOf(parts, command.legalEntity);
      if (!books.ok) return books;
      return oneAtATime(parts, books.value.connector, command.customer.customerId, () =>
        ensure(parts, books.value, command, key),
      );
    },
    lookUp: async (): Reply<ErpCustomerOutcome | null> => {
      const books = await booksOf(parts, command.legalEntity);
      return books.ok ? find(parts, books.value, command, key) : books;
    },
  }));

async function find(
  parts: CommandParts,
  { connector, entity }: Books,
  { customer }: EnsureErpCustomer,
  key: string,
): Reply<ErpCustomerOutcome | null> {
  const found = await connector.customerByKey(customer.customerId);
  if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
  const read = await connector.customers([found.value]);
  if (!read.ok) return read;
  // One of another entity may not have its relationship yet: sending again finds out and makes no second customer.
  if (read.value.customers[0]?.legalEntity !== entity.code) return ok(null);
  await renew(parts, connector, read.value, causeOf(key));
  return ok({ externalId: found.value, effect: effectOf(connector, 'customer', found.value) });
}

async function ensure(
  parts: CommandParts,
  books: Books,
  { customer, currency }: EnsureErpCustomer,
  key: string,
): Reply<ErpCustomerOutcome> {
  const { connector, entity } = books;
  const wanted: NewCustomer = {
    customerId: customer.customerId,
    name: customer.name,
    legalEntityExternalId: entity.externalId,
    currency,
  };
  const known = await connector.customerByKey(customer.customerId);
  if (!known.ok) return known;
  if (known.value !== null) return mirrored(parts, books, wanted, known.value, key);
  const made = await connector.putCustomer(wanted, key);
  if (!made.ok) return made;
  const found = await connector.customerByKey(customer.customerId);
  if (!found.ok || found.value === null) return fail({ kind: 'OutcomeUnknown', key });
  return mirrored(parts, books, wanted, found.value, key);
}

/** Reads the customer back; one of another entity is given a relationship to this one. */
async function mirrored(
  parts: CommandParts,
  { connector, entity }: Books,
  wanted: NewCustomer,
  externalId: string,
  key: string,
): Reply<ErpCustomerOutcome> {
  const read = await connector.customers([externalId]);
  if (!read.ok) return fail({ kind: 'OutcomeUnknown', key });
  await renew(parts, connector, read.value, causeOf(key));
  const [customer] = read.value.customers;
  if (customer !== undefined && customer.legalEntity !== entity.code) {
    const related = await connector.relateCustomer(wanted, key);
    if (!related.ok) return related;
  }
  return ok({ externalId, effect: effectOf(connector, 'customer', externalId) });
}
