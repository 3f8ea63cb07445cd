import { createHash } from 'node:crypto';
import { obligationId } from '#revrec/names.ts';
import type { DraftedBatch, DraftedLine } from '#revrec/store/journals.ts';
import { civilDate, monthOf } from '#schema/canonical/calendar.ts';
import { money, toMoneyWire } from '#schema/canonical/money.ts';
import type { JournalDraft, JournalDraftLine } from '#schema/canonical/revenue.ts';
import type { JournalBatch } from '#schema/commands/erp.ts';

/** The product of each obligation, by the engine's key. */
export type Products = ReadonlyMap<string, string>;

/** Lines of one entity, month and currency, of one contract or of several. */
export interface Journal extends Pick<JournalDraft, 'entity' | 'currency' | 'period'> {
  readonly lines: readonly DraftedLine[];
}

/** A contract's lines with the products whose accounts they go to. */
export function linesOf(contractId: string, lines: readonly JournalDraftLine[], products: Products): DraftedLine[] {
  return lines.map((line) => ({
    ...line,
    contractId,
    productCode: line.obligation === null ? null : (products.get(line.obligation) ?? null),
  }));
}

/** A contract's journal of an operation; its key says which, so that it is never posted twice. */
export function contractBatch(
  journal: Journal,
  told: { readonly contractId: string; readonly number: string; readonly operationId: string },
): DraftedBatch {
  const { contractId, number, operationId } = told;
  const batchKey = `rev:${contractId}:${operationId}:${journal.period}`;
  return batchOf(journal, batchKey, `Revenue ${journal.period} of contract ${number}`);
}

/** An entity's journal of a month's run. `ordinal` tells it from earlier ones of the month with the same contents. */
export function entityBatch(journal: Journal, ordinal: number): DraftedBatch {
  const { entity, currency, period, lines } = journal;
  const count = new Set(lines.map(({ contractId }) => contractId)).size;
  const memo = `Revenue ${period} of ${entity}: ${count} contract${count === 1 ? '' : 's'}, ${currency}`;
  return batchOf(journal, `rev:${entity}:${period}:${contentsHash(journal, ordinal)}`, memo);
}

function batchOf({ entity, currency, period, lines }: Journal, batchKey: string, memo: string): DraftedBatch {
  return { batchKey, legalEntity: entity, currency, period, memo, lines };
}

/** Other contents have another key, so that the ledger never takes one journal for another, whatever was restored. */
function contentsHash({ currency, lines }: Journal, ordinal: number): string {
  const hash = createHash('sha256').update(`${currency} ${ordinal}\n`);
  for (const line of lines) {
    const { contract, obligation, role, layer, cause, originPeriod, debitMinor, creditMinor } = line;
    const figures = [obligation ?? '', role, layer, cause, originPeriod, debitMinor, creditMinor];
    hash.update(`${line.contractId}\t${contract}\t${figures.join('\t')}\n`);
  }
  return hash.digest('hex').slice(0, 32);
}

/** As the ledger is asked for it: on the last day of its month, since that is the day its figures are as of. */
export function journalOf({ batchKey, legalEntity, currency, period, memo, lines }: DraftedBatch): JournalBatch {
  const side = (minor: bigint) => (minor === 0n ? null : toMoneyWire(money(minor, currency)));
  return {
    batchKey,
    journal: {
      legalEntity,
      currency,
      period,
      postedOn: monthOf(civilDate(`${period}-01`)).to,
      memo,
      lines: lines.map(({ contractId, obligation, role, productCode, originPeriod, debitMinor, creditMinor }) => {
        // Receivables and taxes are posted by the ledger with the invoice itself, see the engine's billingJournal.
        if (role === 'TAX_LIABILITY') throw new Error(`The engine journals no tax: ${contractId} ${period}`);
        return {
          role,
          productCode,
          contractId,
          obligationId: obligation === null ? null : obligationId(obligation),
          originPeriod: originPeriod === period ? null : originPeriod,
          debit: side(debitMinor),
          credit: side(creditMinor),
        };
      }),
    },
  };
}
