import type { ItemRow } from '#erp/entities/item.ts';
import type { ErpContext } from './context.ts';

interface Reference {
  readonly id: string;
}

/** The CRM owns products: what was never posted has no item here. Items belong to no legal entity. */
export const productResolvers = {
  __resolveReference: (reference: Reference) => reference,
  erpItem: async ({ id }: Reference, _args: unknown, { loaders }: ErpContext) =>
    (await loaders.itemByProduct.load(id))?.code ?? null,
  revenueAccount: ({ id }: Reference, _args: unknown, context: ErpContext) =>
    numberOf(id, (item) => item.incomeAccountExternalId, context),
  deferredAccount: ({ id }: Reference, _args: unknown, context: ErpContext) =>
    numberOf(id, (item) => item.deferredAccountExternalId, context),
};

async function numberOf(
  productId: string,
  idOf: (item: ItemRow) => string | null,
  { loaders }: ErpContext,
): Promise<string | null> {
  const item = await loaders.itemByProduct.load(productId);
  const externalId = item === null ? null : idOf(item);
  if (item === null || externalId === null) return null;
  return (await loaders.account.load({ connection: item.connection, externalId }))?.number ?? null;
}
