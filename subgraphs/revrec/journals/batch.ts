import { createHash } from 'node:crypto';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import { obligationId } from '#revrec/names.ts';
import type { DraftedBatch, KeptLine } from '#revrec/store/journals.ts';
import { civilDate, monthOf } from '#schema/canonical/calendar.ts';
import { money, toMoneyWire } from '#schema/canonical/money.ts';
import type { JournalDraft } from '#schema/commands/erp.ts';

/** A journal of the engine, of one contract or of several of one entity and currency. */
export interface KeptJournal {
  readonly entity: string;
  readonly currency: string;
  readonly period: string;
  readonly kept: readonly KeptLine[];
}

/** The product of each obligation, by the engine's key. */
export type ProductOf = (obligation: string) => string | null;

/** A contract's journal of an operation; its key says which, so that it is never posted twice. */
export function contractBatch(
  journal: KeptJournal,
  told: { readonly contractId: string; readonly number: string; readonly operationId: string },
  productOf: ProductOf,
): DraftedBatch {
  const { contractId, number, operationId } = told;
  const memo = `Revenue ${journal.period} of contract ${number}`;
  return {
    batchKey: `rev:${contractId}:${operationId}:${journal.period}`,
    journal: draftOf(journal, memo, productOf),
    kept: journal.kept,
  };
}

/** An entity's journal of a month's run. `ordinal` tells it from earlier ones of the month with the same contents. */
export function entityBatch(journal: KeptJournal, ordinal: number, productOf: ProductOf): DraftedBatch {
  const { entity, currency, period, kept } = journal;
  const hash = createHash('sha256').update(canonicalJson({ currency, ordinal, kept })).digest('hex');
  const count = new Set(kept.map(({ contractId }) => contractId)).size;
  const memo = `Revenue ${period} of ${entity}: ${count} contract${count === 1 ? '' : 's'}, ${currency}`;
  const batchKey = `rev:${entity}:${period}:${hash.slice(0, 32)}`;
  return { batchKey, journal: draftOf(journal, memo, productOf), kept };
}

/** Posted on the last day of its month: that is the day its figures are as of. */
function draftOf({ entity, currency, period, kept }: KeptJournal, memo: string, productOf: ProductOf): JournalDraft {
  return {
    legalEntity: entity,
    currency,
    period,
    postedOn: monthOf(civilDate(`${period}-01`)).to,
    memo,
    lines: kept.map(({ contractId, obligation, role, originPeriod, debitMinor, creditMinor }) => {
      // Receivables and taxes are posted by the ledger with the invoice itself, see the engine's billingJournal.
      if (role === 'TAX_LIABILITY') throw new Error(`The engine journals no tax: ${contractId} ${period}`);
      const side = (minor: bigint) => (minor === 0n ? null : toMoneyWire(money(minor, currency)));
      return {
        role,
        productCode: obligation === null ? null : productOf(obligation),
        contractId,
        obligationId: obligation === null ? null : obligationId(obligation),
        originPeriod: originPeriod === period ? null : originPeriod,
        debit: side(debitMinor),
        credit: side(creditMinor),
      };
    }),
  };
}
