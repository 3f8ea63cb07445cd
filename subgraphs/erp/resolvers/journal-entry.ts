import type { JournalEntryRow } from '#erp/entities/journal-entry.ts';
import type { JournalLineRow } from '#erp/entities/journal-line.ts';
import type { JournalEntry, JournalLine } from '#schema/generated/erp.ts';
import { periodOf } from './accounting-period.ts';
import { type ErpContext, type FieldsOf, moneyOf, provenance, visible } from './context.ts';
import { legalEntityOf } from './legal-entity.ts';

/**
 * The graph's type of the billing document behind an entry, by the prefix of its id: what the ledger keeps as a credit memo
 * may stand for an invoice below zero.
 */
const DOCUMENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['inv', 'Invoice'],
  ['cm', 'CreditMemo'],
  ['pay', 'Payment'],
]);

type LineOfEntry = JournalLineRow & { readonly currency: string };

export const journalEntryResolvers = {
  period: (row, _args, context) => periodOf(row, context),
  legalEntity: (row, _args, context) => legalEntityOf(row, context),
  lines: async ({ connection, externalId, currency }, _args, { loaders }) => {
    const lines = await loaders.linesByEntry.load({ connection, externalId });
    return lines.map((line) => ({ ...line, currency }));
  },
  source: ({ kind, sourceDocumentId, contractId }) => {
    const type = kind === 'JOURNAL' ? undefined : DOCUMENT_TYPES.get(sourceDocumentId?.split('_', 1)[0] ?? '');
    if (type !== undefined && sourceDocumentId !== null) return { __typename: type, id: sourceDocumentId };
    return contractId === null ? null : { __typename: 'Contract', id: contractId };
  },
  provenance: (row, _args, context) => provenance(row, context),
} satisfies FieldsOf<JournalEntry, JournalEntryRow>;

export const journalLineResolvers = {
  account: async (row, _args, context) => (await accountOf(row, context))?.number ?? row.accountExternalId,
  accountName: async (row, _args, context) => (await accountOf(row, context))?.name ?? null,
  debit: ({ debitMinor, currency }) => (debitMinor === 0n ? null : moneyOf({ minor: debitMinor, currency })),
  credit: ({ creditMinor, currency }) => (creditMinor === 0n ? null : moneyOf({ minor: creditMinor, currency })),
  dimensions: ({ contractId, obligationId }) =>
    Object.entries({ contract: contractId, obligation: obligationId }).flatMap(([name, value]) =>
      value === null ? [] : [{ name, value }],
    ),
} satisfies FieldsOf<JournalLine, LineOfEntry>;

export async function journalEntryReference({ id }: { readonly id: string }, context: ErpContext) {
  return visible(await context.loaders.entryById.load(id), context);
}

function accountOf({ connection, accountExternalId }: JournalLineRow, { loaders }: ErpContext) {
  return loaders.account.load({ connection, externalId: accountExternalId });
}
