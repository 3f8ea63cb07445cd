import { customers } from '#erp/entities/customer.ts';
import { postings } from '#erp/entities/posting.ts';
import { readIntoMirror } from '#erp/intake/mirror-writer.ts';
import type { ErpEntry, ErpRecords, NewJournal } from '#erp/port.ts';
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
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { accountOf, type Chart, chartFor } from './accounts.ts';
import {
  type Books,
  booksOf,
  type CommandParts,
  causeOf,
  effectOf,
  freshly,
  judged,
  oneAtATime,
  periodToPost,
  rejected,
  TAKES_NO_JOURNALS,
} from './parts.ts';

/**
 * `postJournals`: each batch stands in the ledger once, under its own key. Those that stand there are left alone, so an
 * import that broke off goes on with what is missing.
 */
export const postJournals = (parts: CommandParts) =>
  writeCommand(payload, ({ batches }, key) => ({
    send: async (): Reply<JournalsOutcome> => {
      for (const [legalEntity, own] of byEntity(batches)) {
        const posted = await postMissing(parts, { legalEntity, batches: own, key });
        if (!posted.ok) return posted;
      }
      const settled = await settleAll(parts, batches, key);
      if (settled.ok && settled.value === null) return fail({ kind: 'OutcomeUnknown', key });
      return settled.ok ? ok(settled.value ?? NOTHING) : settled;
    },
    // Some but not all answers null: sending again posts only those that are missing.
    lookUp: (): Reply<JournalsOutcome | null> => settleAll(parts, batches, key),
  }));

const NOTHING: JournalsOutcome = { entries: [], effect: null };

function byEntity(batches: readonly JournalBatch[]) {
  return Map.groupBy(batches, ({ journal }) => journal.legalEntity);
}

interface Wanted {
  readonly legalEntity: string;
  readonly batches: readonly JournalBatch[];
  readonly key: string;
}

/** Posts those that the ledger does not have. Everything is checked before the first of them is sent. */
async function postMissing(parts: CommandParts, { legalEntity, batches, key }: Wanted): Reply<null> {
  const books = await booksOf(parts, legalEntity);
  if (!books.ok) return books;
  const { connector } = books.value;
  const standing = await connector.journalsByKeys(batches.map(({ batchKey }) => batchKey));
  if (!standing.ok) return standing;
  const journals: NewJournal[] = [];
  for (const batch of batches.filter(({ batchKey }) => !standing.value.has(batchKey))) {
    const journal = await journalOf(parts, books.value, batch, key);
    if (!journal.ok) return journal;
    journals.push(journal.value);
  }
  for (const journal of journals) {
    const posted = await oneAtATime(parts, connector, journal.batchKey, () => putOnce(parts, books.value, journal));
    if (!posted.ok) return posted;
  }
  return ok(null);
}

async function putOnce(parts: CommandParts, books: Books, journal: NewJournal): Reply<null> {
  const { connector } = books;
  // Another operation may have posted it while this one waited for its turn.
  const standing = await connector.documentByKey('JOURNAL', journal.batchKey);
  if (!standing.ok) return standing;
  if (standing.value !== null) return ok(null);
  return judged(parts, books, { answer: connector.putJournal(journal), refusing: TAKES_NO_JOURNALS });
}

async function journalOf(
  parts: CommandParts,
  books: Books,
  { batchKey, journal: draft }: JournalBatch,
  key: string,
): Reply<NewJournal> {
  const left = draft.lines.reduce((sum, { debit, credit }) => sum + minorOf(debit) - minorOf(credit), 0n);
  if (left !== 0n) return rejected('UNBALANCED', 'lines', `The journal ${batchKey} is off by ${left} minor units`);
  const lines = await freshly(parts, () => linesOf(parts, books, draft));
  if (!lines.ok) return lines;
  const period = await periodToPost(parts, books, draft.period, TAKES_NO_JOURNALS);
  if (!period.ok) return period;
  return ok({
    batchKey,
    sourceDocumentId: null,
    legalEntityExternalId: books.entity.externalId,
    currency: draft.currency,
    postedOn: draft.postedOn,
    periodExternalId: period.value.externalId,
    memo: draft.memo,
    key,
    lines: lines.value,
  });
}

async function linesOf(parts: CommandParts, books: Books, draft: JournalDraft): Reply<NewJournal['lines']> {
  const codes = draft.lines.flatMap(({ productCode }) => productCode ?? []);
  const chart = await chartFor(parts, books, { codes, on: draft.postedOn });
  const lines: NewJournal['lines'][number][] = [];
  for (const line of draft.lines) {
    const made = await lineOf(parts, books, chart, line);
    if (!made.ok) return made;
    lines.push(made.value);
  }
  return ok(lines);
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
    customerExternalId: role === 'AR' ? await customerOfContract(parts, connector.connection, contractId) : null,
    contractId,
    obligationId,
  });
}

function minorOf(amount: DraftLine['debit']): bigint {
  return amount === null ? 0n : BigInt(amount.minor);
}

/** Lines on receivables belong to a customer: the one that the contract's invoices went to. */
async function customerOfContract({ dataSource }: CommandParts, connection: string, contractId: string | null) {
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

/** Reads all entries back with what they did to the books; null when the ledger does not have each of them. */
async function settleAll(
  parts: CommandParts,
  batches: readonly JournalBatch[],
  key: string,
): Reply<JournalsOutcome | null> {
  const settled = new Map<string, Settled>();
  for (const [legalEntity, own] of byEntity(batches)) {
    const books = await booksOf(parts, legalEntity);
    if (!books.ok) return books;
    const { connector } = books.value;
    const standing = await connector.journalsByKeys(own.map(({ batchKey }) => batchKey));
    if (!standing.ok) return standing;
    if (own.some(({ batchKey }) => !standing.value.has(batchKey))) return ok(null);
    const ask = () => connector.transactions([...standing.value.values()]);
    const read = await readIntoMirror(parts, connector, ask, causeOf(key));
    if (!read.ok) return fail({ kind: 'OutcomeUnknown', key });
    for (const batch of own) {
      const one = settle(books.value, batch, { records: read.value, externalId: standing.value.get(batch.batchKey) });
      if (!one.ok) return one;
      settled.set(batch.batchKey, one.value);
    }
  }
  const entries = batches.flatMap(({ batchKey }) => settled.get(batchKey) ?? []);
  return ok({ entries: entries.map(({ posted }) => posted), effect: entries.at(-1)?.effect ?? null });
}

interface Settled {
  readonly posted: PostedJournal;
  readonly effect: JournalsOutcome['effect'];
}

interface ReadBack {
  readonly records: ErpRecords;
  readonly externalId: string | undefined;
}

/** The debits of an entry must come to those of its draft. */
function settle(
  { connector, entity }: Books,
  { batchKey, journal }: JournalBatch,
  { records, externalId }: ReadBack,
): Result<Settled, ConnectorError> {
  const entry = records.entries.find((one) => one.externalId === externalId);
  if (entry === undefined) {
    const unreadable = records.unmappable.find((one) => one.externalId === externalId);
    const detail = `The journal ${batchKey} stands in the ledger and is not posted there`;
    return fail(unreadable?.error ?? { kind: 'Unmappable', field: 'status', detail });
  }
  if (journal.currency === entity.currency && debitsOf(entry) !== draftedDebits(journal)) {
    const detail = `VARIANCE: ${entry.number} debits ${debitsOf(entry)}, the draft ${draftedDebits(journal)} minor units`;
    return fail({ kind: 'Unmappable', field: 'lines', detail });
  }
  const { connection } = connector;
  const journalEntryId = mintedId({ kind: 'journalEntry', connection, externalId: entry.externalId });
  return ok({
    posted: { batchKey, journalEntryId, documentNumber: entry.number, period: entry.period },
    effect: effectOf(connector, 'JOURNAL', entry.externalId),
  });
}

export function debitsOf({ lines }: ErpEntry): bigint {
  return lines.reduce((sum, { debitMinor }) => sum + debitMinor, 0n);
}

function draftedDebits({ lines }: JournalDraft): bigint {
  return lines.reduce((sum, { debit }) => sum + minorOf(debit), 0n);
}
