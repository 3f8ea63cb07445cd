import type { PostingRow } from '#erp/entities/posting.ts';
import type { ErpPosting } from '#schema/generated/erp.ts';
import { periodOf } from './accounting-period.ts';
import { type ErpContext, type FieldsOf, moneyOf, provenance, visible } from './context.ts';
import { legalEntityOf } from './legal-entity.ts';

export const postingResolvers = {
  documentNumber: ({ number }) => number,
  legalEntity: (row, _args, context) => legalEntityOf(row, context),
  period: (row, _args, context) => periodOf(row, context),
  postedAt: ({ postedAt }) => postedAt.toISOString(),
  journalEntries: async ({ documentId, connection, externalId }, _args, context) => {
    const { loaders } = context;
    const own = await loaders.entry.load({ connection, externalId });
    const referring = documentId === null ? [] : await loaders.entriesBySource.load(documentId);
    const all = [own, ...referring.filter(({ id }) => id !== own?.id)];
    return all.filter((entry) => visible(entry, context) !== null);
  },
  variance: ({ varianceMinor, currency }) =>
    varianceMinor === null ? null : moneyOf({ minor: varianceMinor, currency }),
  provenance: (row, _args, context) => provenance(row, context),
} satisfies FieldsOf<ErpPosting, PostingRow>;

export async function postingReference({ id }: { readonly id: string }, context: ErpContext) {
  return visible(await context.loaders.postingById.load(id), context);
}

/** `posting` of a document that billing owns. */
export const documentResolvers = {
  __resolveReference: (reference: { readonly id: string }) => reference,
  posting: async ({ id }: { readonly id: string }, _args: unknown, context: ErpContext) =>
    visible(await context.loaders.postingByDocument.load(id), context),
};
