import { customers } from '#erp/entities/customer.ts';
import { postings } from '#erp/entities/posting.ts';
import type { ErpEntry, ErpPeriod, NewJournal } from '#erp/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { formatAmount, fromMoneyWire } from '#schema/canonical/money.ts';
import {
  type JournalBatch,
  type JournalDraft,
  type JournalsOutcome,
  type PostedJournal,
  postJournals as payload,
} from '#schema/commands/erp.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { accountOf, type Chart, chartFor } from './accounts.ts';
import {
  type Books,
  booksOf,
  type CommandParts,
  causeOf,
  effectOf,
  oneAtATime,
  periodToPost,
  rejected,
  renew,
} from './parts.ts';

const TAKES_NO_JOURNALS: ReadonlySet<ErpPeriod['status']> = new Set(['CLOSED']);

/** `postJournals`: each batch stands in the ledger once, under its own key. Those that stand there are left alone. */
export const postJournals = (parts: CommandParts) =>
  writeCommand(payload, ({ batches }, key) => ({
    send: async (): Reply<JournalsOutcome> => {
      const entries: Settled[] = [];
      for (const batch of batches) {
        const posted = await postBatch(parts, batch, key);
        if (!posted.ok) return posted;
        entries.push(posted.value);
      }
      return ok(outcomeOf(entries));
    },
    lookUp: async (): Reply<JournalsOutcome | null> => {
      const entries: Settled[] = [];
      for (const batch of batches) {
        const found = await findBatch(parts, batch, key);
        // Some but not all: sending again posts only those that are missing.
        if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
        entries.push(found.value);
      }
      return ok(outcomeOf(entries));
    },
  }));

interface Settled {
  readonly posted: PostedJournal;
  readonly effect: JournalsOutcome['effect'];
}

function outcomeOf(entries: readonly Settled[]): JournalsOutcome {
  return { entries: entries.map(({ posted }) => posted), effect: entries.at(-1)?.effect ?? null };
}

async function findBatch(parts: CommandParts, batch: JournalBatch, key: string): Reply<Settled | null> {
  const books = await booksOf(parts, batch.journal.legalEntity);
  if (!books.ok) return books;
  const found = await books.value.connector.journalByKey(batch.batchKey);
  if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
  return settle(parts, books.value, batch, found.value, key);
}

async function postBatch(parts: CommandParts, batch: JournalBatch, key: string): Reply<Settled> {
  const books = await booksOf(parts, batch.journal.legalEntity);
  if (!books.ok) return books;
  return oneAtATime(parts, books.value.connector, batch.batchKey, () => post(parts, books.value, batch, key));
}

async function post(parts: CommandParts, books: Books, batch: JournalBatch, key: string): Reply<Settled> {
  const { connector } = books;
  const standing = await connector.journalByKey(batch.batchKey);
  if (!standing.ok) return standing;
  if (standing.value !== null) return settle(parts, books, batch, standing.value, key);
  const journal = await journalOf(parts, books, batch, key);
  if (!journal.ok) return journal;
  const put = await connector.putJournal(journal.value, key);
  if (!put.ok) return put;
  const made = await connector.journalByKey(batch.batchKey);
  if (!made.ok || made.value === null) return fail({ kind: 'OutcomeUnknown', key });
  return settle(parts, books, batch, made.value, key);
}

async function journalOf(
  parts: CommandParts,
  books: Books,
  { batchKey, journal: draft }: JournalBatch,
  key: string,
): Reply<NewJournal> {
  const left = draft.lines.reduce((sum, { debit, credit }) => sum + minorOf(debit) - minorOf(credit), 0n);
  if (left !== 0n) return rejected('UNBALANCED', 'lines', `The journal ${batchKey} is off by ${left} minor units`);
  const codes = draft.lines.flatMap(({ productCode }) => productCode ?? []);
  const chart = await chartFor(parts, books, codes);
  if (!chart.ok) return chart;
  const period = await periodToPost(parts, books, draft.period, TAKES_NO_JOURNALS);
  if (!period.ok) return period;
  const lines: NewJournal['lines'][number][] = [];
  for (const line of draft.lines) {
    const made = await lineOf(parts, books, chart.value, line);
    if (!made.ok) return made;
    lines.push(made.value);
  }
  return ok({
    batchKey,
    legalEntityExternalId: books.entity.externalId,
    currency: draft.currency,
    postedOn: draft.postedOn,
    periodExternalId: period.value.externalId,
    memo: draft.memo,
    key,
    lines,
  });
}

type DraftLine = JournalDraft['lines'][number];

async function lineOf(
  parts: CommandParts,
  { connector }: Books,
  chart: Chart,
  line: DraftLine,
): Reply<NewJournal['lines'][number]> {
  const { role, productCode, contractId, obligationId, originPeriod, debit, credit } = line;
  const account = accountOf(chart, role, productCode);
  if (!account.ok) return account;
  const amount = minorOf(debit) > 0n ? debit : credit;
  if (amount === null || minorOf(amount) <= 0n)
    return rejected('UNBALANCED', 'lines', `A line of ${role} has no amount`);
  return ok({
    accountExternalId: account.value.externalId,
    side: amount === debit ? 'debit' : 'credit',
    amount: formatAmount(fromMoneyWire(amount)),
    memo: originPeriod === null ? null : `Earned in ${originPeriod}`,
    customerExternalId: role === 'AR' ? await customerOf(parts, connector.connection, contractId) : null,
    contractId,
    obligationId,
  });
}

function minorOf(amount: DraftLine['debit']): bigint {
  return amount === null ? 0n : BigInt(amount.minor);
}

/** Lines on receivables belong to a customer: the one that the contract's invoices went to. */
async function customerOf({ dataSource }: CommandParts, connection: string, contractId: string | null) {
  if (contractId === null) return null;
  const posting = await dataSource.manager.findOne(postings, {
    where: { connection, contractId },
    order: { postedAt: 'DESC' },
  });
  if (posting?.customerExternalId == null) return null;
  const customer = await dataSource.manager.findOne(customers, {
    where: { connection, externalId: posting.customerExternalId },
  });
  return customer?.externalId ?? null;
}

/** Reads the entry back with what it did to the books: the debits must come to those of the draft. */
async function settle(
  parts: CommandParts,
  { connector, entity }: Books,
  { batchKey, journal }: JournalBatch,
  externalId: string,
  key: string,
): Reply<Settled> {
  const read = await connector.transactions([externalId]);
  if (!read.ok) return fail({ kind: 'OutcomeUnknown', key });
  await renew(parts, connector, read.value, causeOf(key));
  const entry = read.value.entries.find((one) => one.externalId === externalId);
  const [unreadable] = read.value.unmappable;
  if (entry === undefined) {
    const detail = `The journal ${batchKey} stands in the ledger and is not posted there`;
    return fail(unreadable?.error ?? { kind: 'Unmappable', field: 'status', detail });
  }
  if (journal.currency === entity.currency && debitsOf(entry) !== draftedDebits(journal)) {
    const detail = `VARIANCE: ${entry.number} debits ${debitsOf(entry)}, the draft ${draftedDebits(journal)} minor units`;
    return fail({ kind: 'Unmappable', field: 'lines', detail });
  }
  const journalEntryId = mintedId({ kind: 'journalEntry', connection: connector.connection, externalId });
  return ok({
    posted: { batchKey, journalEntryId, documentNumber: entry.number, period: entry.period },
    effect: effectOf(connector, 'journal', externalId),
  });
}

function debitsOf({ lines }: ErpEntry): bigint {
  return lines.reduce((sum, { debitMinor }) => sum + debitMinor, 0n);
}

function draftedDebits({ lines }: JournalDraft): bigint {
  return lines.reduce((sum, { debit }) => sum + minorOf(debit), 0n);
}
