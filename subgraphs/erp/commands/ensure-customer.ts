import { ERP_SCHEMA } from '#erp/intake/meaning.ts';
import { readIntoMirror } from '#erp/intake/mirror-writer.ts';
import type { ErpCustomer, NewCustomer } from '#erp/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import { rows } from '#kit/persistence/query.ts';
import { type EnsureErpCustomer, type ErpCustomerOutcome, ensureErpCustomer as payload } from '#schema/commands/erp.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type Books, booksOf, type CommandParts, causeOf, customerInLedger, effectOf, oneAtATime } from './parts.ts';

/**
 * `ensureCustomer`: the ledger has our customer under the name and parent given, and it may trade with the legal entity.
 * One customer, one record.
 */
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
  books: Books,
  command: EnsureErpCustomer,
  key: string,
): Reply<ErpCustomerOutcome | null> {
  const { connector, entity } = books;
  const found = await customerInLedger(parts, connector, command.customer.customerId);
  if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
  const { value: externalId } = found;
  const read = await readIntoMirror(parts, connector, () => connector.customers([externalId]), causeOf(key));
  if (!read.ok) return read;
  const wanted = await wantedOf(parts, books, command);
  if (!wanted.ok) return wanted;
  const [there] = read.value.customers;
  // One of another entity may not have its relationship yet: sending again finds out and makes no second customer.
  if (there === undefined || there.legalEntity !== entity.code || differs(there, wanted.value)) return ok(null);
  return ok({ externalId, effect: effectOf(connector, 'CUSTOMER', externalId) });
}

async function ensure(
  parts: CommandParts,
  books: Books,
  command: EnsureErpCustomer,
  key: string,
): Reply<ErpCustomerOutcome> {
  const { connector } = books;
  const wanted = await wantedOf(parts, books, command);
  if (!wanted.ok) return wanted;
  await remember(parts, connector.connection, wanted.value);
  const known = await knownOrMerged(parts, books, command);
  if (!known.ok) return known;
  if (known.value !== null) return mirrored(parts, books, { wanted: wanted.value, externalId: known.value, key });
  const made = await connector.putCustomer(wanted.value, key);
  if (!made.ok) return made;
  const found = await connector.customerByKey(command.customer.customerId);
  if (!found.ok || found.value === null) return fail({ kind: 'OutcomeUnknown', key });
  return mirrored(parts, books, { wanted: wanted.value, externalId: found.value, key });
}

async function wantedOf(
  parts: CommandParts,
  { connector, entity }: Books,
  { customer, currency }: EnsureErpCustomer,
): Reply<NewCustomer> {
  const { customerId, name, parentId = null } = customer;
  const parent = parentId === null ? ok(null) : await customerInLedger(parts, connector, parentId);
  if (!parent.ok) return parent;
  const legalEntityExternalId = entity.externalId;
  return ok({ customerId, name, legalEntityExternalId, currency, parentExternalId: parent.value });
}

/** Keeps the name that we gave, so that another one is known for somebody else's. */
async function remember({ dataSource }: CommandParts, connection: string, { customerId, name }: NewCustomer) {
  await rows(
    dataSource,
    `insert into erp.stated_customer (connection, customer_id, name) values ($1, $2, $3)
     on conflict (connection, customer_id) do update set name = excluded.name`,
    [connection, customerId, name],
  );
}

/** The ledger's id of the customer, or of one that was merged into it, which is linked to it for good. */
async function knownOrMerged(
  parts: CommandParts,
  { connector }: Books,
  { customer: { customerId }, mergedFrom = [] }: EnsureErpCustomer,
): Reply<string | null> {
  for (const id of [customerId, ...mergedFrom]) {
    const found = await customerInLedger(parts, connector, id);
    if (!found.ok) return found;
    if (found.value === null) continue;
    if (id !== customerId) {
      const link = { kind: 'customer', connection: connector.connection, externalId: found.value, ours: customerId };
      await idsOf(parts.dataSource.manager, ERP_SCHEMA, [link]);
    }
    return found;
  }
  return ok(null);
}

function differs({ name, parentExternalId }: ErpCustomer, wanted: NewCustomer): boolean {
  return name !== wanted.name || (wanted.parentExternalId !== null && parentExternalId !== wanted.parentExternalId);
}

interface Mirroring {
  readonly wanted: NewCustomer;
  readonly externalId: string;
  readonly key: string;
}

/** Reads the customer back; one of another entity, name or parent is given ours. */
async function mirrored(
  parts: CommandParts,
  { connector, entity }: Books,
  { wanted, externalId, key }: Mirroring,
): Reply<ErpCustomerOutcome> {
  const ask = () => connector.customers([externalId]);
  const read = await readIntoMirror(parts, connector, ask, causeOf(key));
  if (!read.ok) return fail({ kind: 'OutcomeUnknown', key });
  const [customer] = read.value.customers;
  if (customer !== undefined && customer.legalEntity !== entity.code) {
    const related = await connector.relateCustomer(wanted, externalId, key);
    if (!related.ok) return related;
  }
  if (customer !== undefined && differs(customer, wanted)) {
    const changed = await connector.changeCustomer(wanted, externalId, key);
    if (!changed.ok) return changed;
    const again = await readIntoMirror(parts, connector, ask, causeOf(key));
    if (!again.ok) return fail({ kind: 'OutcomeUnknown', key });
  }
  return ok({ externalId, effect: effectOf(connector, 'CUSTOMER', externalId) });
}
