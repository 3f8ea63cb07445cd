import { z } from 'zod';
import type { AccountRow } from '#erp/entities/account.ts';
import { readCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { accountingPeriodId, legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import { derivedId } from '#kit/runtime/ids.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import {
  type JournalDraft,
  type JournalFacts,
  type JournalLineFacts,
  journalDraft,
  postCreditMemo,
  postInvoice,
} from '#schema/commands/erp.ts';
import { ok } from '#schema/errors/result.ts';
import { accountOf, billedAccount, chartFor } from './accounts.ts';
import { monthOf } from './document.ts';
import { type Books, booksOf, type CommandParts, freshly } from './parts.ts';
import { codesOf, linesOf, type Sale } from './sale-lines.ts';

/** `previewInvoice`: what posting the invoice would do to the books; nothing is written. */
export const previewInvoice = (parts: CommandParts) =>
  readCommand(
    postInvoice,
    async ({ invoice, contractId, postingPeriod }): Reply<Preview> =>
      salePreview(parts, { sale: invoice, contractId, postingPeriod, isCredit: false }),
  );

/** `previewCreditMemo`: what posting the credit would do to the books; nothing is written. */
export const previewCreditMemo = (parts: CommandParts) =>
  readCommand(
    postCreditMemo,
    async ({ creditMemo, postingPeriod }): Reply<Preview> =>
      salePreview(parts, { sale: creditMemo, contractId: creditMemo.contractId, postingPeriod, isCredit: true }),
  );

interface Preview {
  readonly journals: readonly JournalFacts[];
}

/** `previewJournals`: the drafts with their accounts; nothing is written. */
export const previewJournals = (parts: CommandParts) =>
  readCommand(
    z.object({ journals: z.array(journalDraft).readonly() }),
    async ({ journals }): Reply<readonly JournalFacts[]> => {
      const facts: JournalFacts[] = [];
      for (const draft of journals) {
        const one = await draftJournal(parts, draft);
        if (!one.ok) return one;
        facts.push(one.value);
      }
      return ok(facts);
    },
  );

interface Previewed {
  readonly sale: Sale & { readonly legalEntity: string; readonly issuedOn: string };
  readonly contractId: string | null;
  readonly postingPeriod: string | undefined;
  readonly isCredit: boolean;
}

async function salePreview(parts: CommandParts, previewed: Previewed): Reply<Preview> {
  const books = await booksOf(parts, previewed.sale.legalEntity);
  if (!books.ok) return books;
  const journal = await freshly(parts, () => saleJournal(parts, books.value, previewed));
  return journal.ok ? ok({ journals: [journal.value] }) : journal;
}

/** The customer's side and, against it, a line for each of the sale's and the tax. */
async function saleJournal(parts: CommandParts, books: Books, previewed: Previewed): Reply<JournalFacts> {
  const { sale, contractId, postingPeriod, isCredit } = previewed;
  const chart = await chartFor(parts, books, { codes: codesOf(sale), on: sale.issuedOn });
  // A preview refuses what posting would refuse.
  const priced = linesOf(chart, sale);
  if (!priced.ok) return priced;
  const receivable = accountOf(chart, 'AR', null);
  if (!receivable.ok) return receivable;
  const dimensions = contractId === null ? [] : [{ name: 'contract', value: contractId }];
  const lines = [lineOf(receivable.value, sided(sale.total, isCredit), dimensions)];
  for (const { productCode, amount } of sale.lines) {
    const account = billedAccount(chart, productCode ?? '');
    if (!account.ok) return account;
    const product = { name: 'product', value: productCode ?? '' };
    lines.push(lineOf(account.value, sided(amount, !isCredit), [...dimensions, product]));
  }
  if (priced.value.tax !== null) {
    const owed = accountOf(chart, 'TAX', null);
    if (!owed.ok) return owed;
    lines.push(lineOf(owed.value, sided(sale.tax, !isCredit), dimensions));
  }
  const { legalEntity, issuedOn } = sale;
  return ok(
    factsOf(
      { legalEntity, postedOn: issuedOn, period: postingPeriod ?? monthOf(issuedOn) },
      lines.filter(({ debit, credit }) => debit !== null || credit !== null),
    ),
  );
}

function sided({ minor, currency }: MoneyWire, isOther: boolean): MoneyWire {
  return { minor: (isOther ? -BigInt(minor) : BigInt(minor)).toString(), currency };
}

async function draftJournal(parts: CommandParts, draft: JournalDraft): Reply<JournalFacts> {
  const books = await booksOf(parts, draft.legalEntity);
  if (!books.ok) return books;
  const lines = await freshly(parts, () => draftLines(parts, books.value, draft));
  return lines.ok ? ok(factsOf(draft, lines.value)) : lines;
}

async function draftLines(parts: CommandParts, books: Books, draft: JournalDraft): Reply<readonly JournalLineFacts[]> {
  const codes = draft.lines.flatMap(({ productCode }) => productCode ?? []);
  const chart = await chartFor(parts, books, { codes, on: draft.postedOn });
  const lines: JournalLineFacts[] = [];
  for (const { role, productCode, contractId, obligationId, originPeriod, debit, credit } of draft.lines) {
    const account = accountOf(chart, role, productCode);
    if (!account.ok) return account;
    const { number, name } = account.value;
    const dimensions = Object.entries({
      contract: contractId,
      product: productCode,
      obligation: obligationId,
      originPeriod,
    }).flatMap(([dimension, value]) => (value === null ? [] : [{ name: dimension, value }]));
    lines.push({ account: number, accountName: name, debit, credit, dimensions });
  }
  return ok(lines);
}

/** A signed amount on its side: above zero a debit, below a credit. */
function lineOf(
  { number, name }: AccountRow,
  { minor, currency }: MoneyWire,
  dimensions: JournalLineFacts['dimensions'],
): JournalLineFacts {
  const amount = BigInt(minor);
  const side = (value: bigint) => (value > 0n ? { minor: value.toString(), currency } : null);
  return { account: number, accountName: name, debit: side(amount), credit: side(-amount), dimensions };
}

function factsOf(
  { legalEntity, postedOn, period }: Pick<JournalDraft, 'legalEntity' | 'postedOn' | 'period'>,
  lines: readonly JournalLineFacts[],
): JournalFacts {
  return {
    id: derivedId('je', 'preview', legalEntity, postedOn, JSON.stringify(lines)),
    postedOn,
    periodId: accountingPeriodId(legalEntity, period),
    legalEntityId: legalEntityId(legalEntity),
    lines,
  };
}
