import { createHash } from 'node:crypto';
import { creditIssues } from '#billing/entities/credit-issue.ts';
import { type InvoiceRow, invoices } from '#billing/entities/invoice.ts';
import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import { invoiceLineId } from '#billing/line-id.ts';
import type { BillingConnector, NewCreditMemo } from '#billing/port.ts';
import type { BillingCreditMemo, BillingInvoice } from '#billing/port-records.ts';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import {
  type CreditMemoFacts,
  type CreditMemosOutcome,
  type IssueCreditMemos,
  issueCreditMemos as payload,
  voidCreditMemos as voidPayload,
} from '#schema/commands/billing.ts';
import { type ConnectorError, dispositionOf } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { creditMemoFactsOf } from './mirror-facts.ts';
import { type CommandParts, causeOf, effectOf, oneAtATime, rejected } from './parts.ts';
import { type BilledInvoice, type CreditedLine, roomOf, spreadOver } from './unused-credit.ts';

type Nothing = Readonly<Record<string, never>>;
type AskedCredit = IssueCreditMemos['credits'][number];

/** `issueCreditMemos`: one credit memo for each credit, all or, where one cannot be issued, none. */
export const issueCreditMemos = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: (): Reply<CreditMemosOutcome> => oneAtATime(parts, subjectOf(command), () => issue(parts, command, key)),
    // Each credit is looked for before it is issued, so what was done needs no other proof than sending again.
    lookUp: async (): Reply<CreditMemosOutcome | null> => ok(null),
  }));

/** `previewCreditMemos`: the credit memos that would be issued, each as if it were the only one of its invoice. */
export const previewCreditMemos = (parts: CommandParts) =>
  readCommand(payload, async (command): Reply<readonly CreditMemoFacts[]> => {
    const previewed: CreditMemoFacts[] = [];
    for (const [part, asked] of command.credits.entries()) {
      const planned = await planOf(parts, command, { asked, part, key: 'preview', aheadMinor: 0n });
      if (!planned.ok) return planned;
      const { connector, credit } = planned.value;
      const memo = await connector.previewCreditMemo(credit);
      if (!memo.ok) return memo;
      const facts = await creditMemoFactsOf(parts, connector.connection, memo.value);
      if (!facts.ok) return facts;
      previewed.push(facts.value);
    }
    return ok(previewed);
  });

/** `voidCreditMemos`: takes back what was issued under that key. */
export const voidCreditMemos = (parts: CommandParts) =>
  writeCommand(voidPayload, ({ contractId, issueKey }, key) => ({
    send: (): Reply<Nothing> => oneAtATime(parts, contractId ?? issueKey, () => takeBack(parts, issueKey, key)),
    lookUp: async (): Reply<Nothing | null> => ok(null),
  }));

function subjectOf({ contractId, credits }: IssueCreditMemos): string {
  return contractId ?? credits[0]?.invoiceId ?? 'credit';
}

interface Place {
  readonly connector: BillingConnector;
  readonly row: InvoiceRow;
}

async function issue(parts: CommandParts, command: IssueCreditMemos, key: string): Reply<CreditMemosOutcome> {
  const { credits } = command;
  // Before the first is issued every other one must be possible.
  const aheadMinor = new Map<string, bigint>();
  for (const [part, asked] of credits.entries()) {
    const { invoiceId, amount } = asked;
    const ahead = aheadMinor.get(invoiceId) ?? 0n;
    const planned = await planOf(parts, command, { asked, part, key, aheadMinor: ahead });
    if (!planned.ok) return planned;
    if (planned.value.done === null) aheadMinor.set(invoiceId, ahead + BigInt(amount.minor));
  }
  await noteIssue(parts, command, key);
  const issued: CreditMemoFacts[] = [];
  let effect: CreditMemosOutcome['effect'] = null;
  for (const [part, asked] of credits.entries()) {
    const made = await issueOne(parts, command, { asked, part, key, aheadMinor: 0n });
    if (!made.ok) return withoutRest(parts, made.error, key);
    const { connector, memo } = made.value;
    const facts = await creditMemoFactsOf(parts, connector.connection, memo);
    if (!facts.ok) return facts;
    issued.push(facts.value);
    effect ??= effectOf(connector, 'creditMemo', memo.externalId);
  }
  return ok({ creditMemos: issued, effect });
}

/** A command that is refused in its middle has done nothing: what it issued before is taken back, then it is refused. */
async function withoutRest(parts: CommandParts, error: ConnectorError, key: string): Reply<never> {
  if (dispositionOf(error) !== 'COMPENSATE') return fail(error);
  const undone = await takeBack(parts, key, `${key}:rest`);
  return fail(undone.ok ? error : { kind: 'OutcomeUnknown', key });
}

interface OneOf {
  readonly asked: AskedCredit;
  readonly part: number;
  readonly key: string;
  /** What the command will have credited of the same invoice before this one. */
  readonly aheadMinor: bigint;
}

type Issued = Reply<{ readonly connector: BillingConnector; readonly memo: BillingCreditMemo }>;

async function issueOne(parts: CommandParts, command: IssueCreditMemos, one: OneOf): Issued {
  const planned = await planOf(parts, command, one);
  if (!planned.ok) return planned;
  const { connector, credit, done } = planned.value;
  if (done !== null) return ok({ connector, memo: done });
  const firstKey = `${one.key}:credit:${one.part}`;
  const tried = await connector.issueCreditMemo(credit, firstKey);
  if (isOtherThanBefore(tried)) return issueAsNow(parts, command, { one, firstKey });
  return memoOf(parts, { connector, credit, made: tried, key: one.key });
}

/** The vendor knows the key with another content: an earlier attempt came that far, and the invoice was paid since. */
function isOtherThanBefore(tried: Result<string, ConnectorError>): boolean {
  return !tried.ok && tried.error.kind === 'Rejected' && tried.error.code === 'IDEMPOTENCY_CONFLICT';
}

/**
 * The vendor has ended the earlier attempt, or it would not compare: what came of it is seen now. Where nothing came of it,
 * the credit is issued as the invoice stands, under a key of that content.
 */
async function issueAsNow(
  parts: CommandParts,
  command: IssueCreditMemos,
  { one, firstKey }: { readonly one: OneOf; readonly firstKey: string },
): Issued {
  const planned = await planOf(parts, command, one);
  if (!planned.ok) return planned;
  const { connector, credit, done } = planned.value;
  if (done !== null) return ok({ connector, memo: done });
  const content = createHash('sha256').update(canonicalJson(credit)).digest('hex').slice(0, 16);
  const made = await connector.issueCreditMemo(credit, `${firstKey}:${content}`);
  // Under the second key too: it changes faster than it is asked for. The next attempt looks again.
  if (isOtherThanBefore(made)) return fail({ kind: 'OutcomeUnknown', key: one.key });
  return memoOf(parts, { connector, credit, made, key: one.key });
}

interface Made extends Pick<Planned, 'connector' | 'credit'> {
  readonly made: Result<string, ConnectorError>;
  readonly key: string;
}

async function memoOf(parts: CommandParts, { connector, credit, made, key }: Made): Issued {
  if (!made.ok) return made;
  const now = await billedNow(parts, connector, credit.invoiceExternalId, key);
  const memo = now.ok ? now.value.creditMemos.find(({ externalId }) => externalId === made.value) : undefined;
  return memo === undefined ? fail({ kind: 'OutcomeUnknown', key }) : ok({ connector, memo });
}

interface Planned {
  readonly connector: BillingConnector;
  readonly credit: NewCreditMemo;
  /** What was issued already under the command's key. */
  readonly done: BillingCreditMemo | null;
}

/** What to ask of the vendor, on the invoice as it stands now; a refusal where it cannot be credited so. */
async function planOf(parts: CommandParts, { reason }: IssueCreditMemos, one: OneOf): Reply<Planned> {
  const { asked, part, key } = one;
  const place = await placeOfInvoice(parts, asked.invoiceId);
  if (!place.ok) return place;
  const { connector, row } = place.value;
  const billed = await billedNow(parts, connector, row.externalId, key);
  if (!billed.ok) return billed;
  const done = billed.value.creditMemos.find((memo) => memo.changeKey === key && memo.part === part) ?? null;
  const lines = done === null ? linesOf(billed.value, one, connector.connection) : ok([]);
  if (!lines.ok) return lines;
  const amountMinor = BigInt(asked.amount.minor);
  const { amountDueMinor } = billed.value.invoice;
  const credit = {
    invoiceExternalId: row.externalId,
    amountMinor,
    onAccountMinor: amountMinor > amountDueMinor ? amountMinor - amountDueMinor : 0n,
    lines: lines.value.map(({ line: { externalId: invoiceLineExternalId }, ...others }) => ({
      ...others,
      invoiceLineExternalId,
    })),
    reason,
    changeKey: key,
    part,
  };
  return ok({ connector, credit, done });
}

/** The lines that the credit falls on, adding up to it. */
function linesOf(
  billed: BilledInvoice,
  { asked: { invoiceId, amount, lines }, aheadMinor }: OneOf,
  connection: string,
): Result<readonly CreditedLine[], ConnectorError> {
  const { invoice } = billed;
  const amountMinor = BigInt(amount.minor);
  // The ledger numbers it first.
  if (invoice.status === 'DRAFT') {
    return fail({ kind: 'MissingPrerequisite', prerequisite: 'INVOICE_POSTING', id: invoiceId });
  }
  if (invoice.status !== 'OPEN' && invoice.status !== 'PAID') {
    return rejected('INVOICE_CLOSED', 'invoiceId', `Invoice ${invoice.number} is ${invoice.status}`);
  }
  if (amount.currency !== invoice.currency) {
    return rejected('CURRENCY_MISMATCH', 'amount', `Invoice ${invoice.number} bills ${invoice.currency}`);
  }
  if (amountMinor <= 0n) return rejected('AMOUNT_INVALID', 'amount', `A credit of ${amount.minor} is none`);
  const exceeding = `Invoice ${invoice.number} holds ${roomOf(billed)} of its ${invoice.totalMinor}`;
  if (amountMinor > roomOf(billed) - aheadMinor) return rejected('CREDIT_EXCEEDS_INVOICE', 'amount', exceeding);
  if (lines !== undefined) return namedLines(billed, lines, { amountMinor, connection });
  const spread = spreadOver(billed, amountMinor);
  return spread === null ? rejected('CREDIT_EXCEEDS_INVOICE', 'amount', exceeding) : ok(spread);
}

function namedLines(
  { invoice }: BilledInvoice,
  asked: NonNullable<AskedCredit['lines']>,
  { amountMinor, connection }: { readonly amountMinor: bigint; readonly connection: string },
): Result<readonly CreditedLine[], ConnectorError> {
  const byId = new Map(invoice.lines.map((line) => [invoiceLineId(connection, line.externalId), line]));
  const named: CreditedLine[] = [];
  for (const { invoiceLineId: id, amount, serviceStartsOn, serviceEndsOn } of asked) {
    const line = byId.get(id);
    if (line === undefined) return rejected('LINE_UNKNOWN', 'lines', `Invoice ${invoice.number} has no line ${id}`);
    named.push({ line, amountMinor: BigInt(amount.minor), serviceStartsOn, serviceEndsOn });
  }
  const sum = named.reduce((all, line) => all + line.amountMinor, 0n);
  if (sum !== amountMinor || named.some((line) => line.amountMinor <= 0n)) {
    return rejected('LINES_DO_NOT_ADD_UP', 'lines', `The lines come to ${sum}, the credit to ${amountMinor}`);
  }
  return ok(named);
}

async function placeOfInvoice({ dataSource, connectors }: CommandParts, id: string): Reply<Place> {
  const row = await dataSource.manager.findOneBy(invoices, { id });
  if (row === null) return fail({ kind: 'NotFound', externalId: id });
  const connector = connectors.get(row.connection);
  return connector === undefined ? fail({ kind: 'Unavailable', status: null }) : ok({ connector, row });
}

/** The invoice and its credit memos as the vendor has them now, through the mirror. */
export async function billedNow(
  parts: CommandParts,
  connector: BillingConnector,
  externalId: string,
  key: string,
): Reply<BilledInvoice> {
  const cause = causeOf(key);
  const read = await readIntoMirror(parts, connector, () => connector.invoice(externalId), cause);
  if (!read.ok) return read;
  const credited = await readIntoMirror(parts, connector, () => connector.creditMemosOf(externalId), cause);
  if (!credited.ok) return credited;
  const [invoice]: readonly BillingInvoice[] = read.value.invoices;
  if (invoice === undefined) return fail({ kind: 'NotFound', externalId });
  return ok({ invoice, creditMemos: credited.value.creditMemos });
}

/** Noted before the vendor is asked, so that credits whose replies were lost can be found and taken back. */
async function noteIssue({ dataSource }: CommandParts, { credits }: IssueCreditMemos, key: string): Promise<void> {
  const ids = [...new Set(credits.map(({ invoiceId }) => invoiceId))];
  const found = await Promise.all(ids.map((id) => dataSource.manager.findOneBy(invoices, { id })));
  const rows = found.flatMap((row) => row ?? []);
  const [first] = rows;
  if (first === undefined) return;
  await dataSource.manager
    .createQueryBuilder()
    .insert()
    .into(creditIssues)
    .values({ key, connection: first.connection, invoiceExternalIds: rows.map(({ externalId }) => externalId) })
    .orIgnore()
    .execute();
}

async function takeBack(parts: CommandParts, issueKey: string, key: string): Reply<Nothing> {
  const noted = await parts.dataSource.manager.findOneBy(creditIssues, { key: issueKey });
  // Nothing was ever sent under that key.
  if (noted === null) return ok({});
  const connector = parts.connectors.get(noted.connection);
  if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
  for (const invoiceExternalId of noted.invoiceExternalIds) {
    const billed = await billedNow(parts, connector, invoiceExternalId, key);
    if (!billed.ok) return billed;
    const own = billed.value.creditMemos.filter((memo) => memo.changeKey === issueKey && memo.status !== 'VOID');
    for (const { externalId } of own) {
      const voided = await connector.voidCreditMemo(externalId, `${key}:void:${externalId}`);
      if (!voided.ok) return voided;
    }
    const settled = own.length === 0 ? ok(null) : await billedNow(parts, connector, invoiceExternalId, key);
    if (!settled.ok) return fail({ kind: 'OutcomeUnknown', key });
  }
  return ok({});
}
