import { openLoaders } from '#crm/loaders.ts';
import { survivorOf } from '#crm/survivor.ts';
import { readCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { type CustomerFacts, readCustomer as payload } from '#schema/commands/crm.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { customerFactsOf, parentIdOf } from './contract-facts.ts';
import { type CommandParts, placeOf, renew } from './parts.ts';

/** `readCustomer`: as the mirror holds it, or null. Of a merged customer the one that is left. */
export const readCustomer = (parts: CommandParts) =>
  readCommand(payload, ({ customerId }) => customerFacts(parts, customerId));

/** `requireCustomer`: as `readCustomer`, but asks the CRM where the mirror has none, and says that it is missing. */
export const requireCustomer = (parts: CommandParts) =>
  readCommand(payload, async ({ customerId }): Reply<CustomerFacts> => {
    const known = await customerFacts(parts, customerId);
    if (!known.ok) return known;
    const facts = known.value === null ? await askForCustomer(parts, customerId) : known;
    if (!facts.ok) return facts;
    if (facts.value !== null) return ok(facts.value);
    return fail({ kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id: customerId });
  });

async function askForCustomer(parts: CommandParts, customerId: string): Reply<CustomerFacts | null> {
  const place = await placeOf(parts, 'customer', customerId);
  if (place === null) return ok(null);
  const renewed = await renew(parts, place.connector, () => place.connector.account(place.externalId));
  return renewed.ok ? customerFacts(parts, customerId) : renewed;
}

async function customerFacts(parts: CommandParts, customerId: string): Reply<CustomerFacts | null> {
  const loaders = openLoaders(parts.dataSource.manager);
  const row = await survivorOf(await loaders.customerById.load(customerId), (ref) => loaders.customer.load(ref));
  if (row === null) return ok(null);
  const { id, externalId, legalEntity } = row;
  if (legalEntity === null) {
    return fail({ kind: 'Unmappable', field: 'legalEntity', detail: `${externalId} has none that is known` });
  }
  return ok(customerFactsOf(id, row, { legalEntity, parentId: await parentIdOf(parts, row) }));
}
