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
  type PostInvoice,
  postInvoice,
} from '#schema/commands/erp.ts';
import { ok } from '#schema/errors/result.ts';
import { accountOf, billedAccount, chartFor } from './accounts.ts';
import { booksOf, type CommandParts, rejected } from './parts.ts';
import { codesOf } from './post-invoice.ts';

/** `previewInvoice`: what posting the invoice would do to the books; nothing is written. */
export const previewInvoice = (parts: CommandParts) =>
  readCommand(postInvoice, async (command): Reply<{ readonly journals: readonly JournalFacts[] }> => {
    const journal = await invoiceJournal(parts, command);
    return journal.ok ? ok({ journals: [journal.value] }) : journal;
  });

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

async function invoiceJournal(parts: CommandParts, { invoice, contractId }: PostInvoice): Reply<JournalFacts> {
  const books = await booksOf(parts, invoice.legalEntity);
  if (!books.ok) return books;
  const chart = await chartFor(parts, books.value, codesOf(invoice));
  if (!chart.ok) return chart;
  const receivable = accountOf(chart.value, 'AR', null);
  if (!receivable.ok) return receivable;
  const dimensions = contractId === null ? [] : [{ name: 'contract', value: contractId }];
  const lines = [lineOf(receivable.value, invoice.total, dimensions)];
  for (const { productCode, amount, description } of invoice.lines) {
    if (productCode === null) return rejected('ITEM_UNMAPPED', 'lines', `"${description}" names no product`);
    const account = billedAccount(chart.value, productCode);
    if (!account.ok) return account;
    const credited = { ...amount, minor: (-BigInt(amount.minor)).toString() };
    lines.push(lineOf(account.value, credited, [...dimensions, { name: 'product', value: productCode }]));
  }
  return ok(
    factsOf(
      {
        legalEntity: invoice.legalEntity,
        postedOn: invoice.issuedOn,
        period: invoice.issuedOn.slice(0, 'YYYY-MM'.length),
      },
      lines.filter(({ debit, credit }) => debit !== null || credit !== null),
    ),
  );
}

async function draftJournal(parts: CommandParts, draft: JournalDraft): Reply<JournalFacts> {
  const books = await booksOf(parts, draft.legalEntity);
  if (!books.ok) return books;
  const codes = draft.lines.flatMap(({ productCode }) => productCode ?? []);
  const chart = await chartFor(parts, books.value, codes);
  if (!chart.ok) return chart;
  const lines: JournalLineFacts[] = [];
  for (const { role, productCode, contractId, obligationId, originPeriod, debit, credit } of draft.lines) {
    const account = accountOf(chart.value, role, productCode);
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
  return ok(factsOf(draft, lines));
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
