import { creditMemos } from '#billing/entities/credit-memo.ts';
import { payments } from '#billing/entities/payment.ts';
import { refunds } from '#billing/entities/refund.ts';
import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import type { BillingConnector } from '#billing/port.ts';
import type { BillingPayment, BillingRefund } from '#billing/port-records.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import {
  refundPayments as payload,
  type RefundFacts,
  type RefundPayments,
  type RefundsOutcome,
} from '#schema/commands/billing.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { creditLeft, ofCurrency } from './drawn-credit.ts';
import { refundedSince, refundFactsOf } from './mirror-facts.ts';
import { type CommandParts, causeOf, effectOf, oneAtATime, rejected } from './parts.ts';
import { smallerOf } from './unused-credit.ts';

type AskedRefund = RefundPayments['refunds'][number];

/** `refundPayments`: all that are possible, or none: every refusal comes before the first refund. */
export const refundPayments = (parts: CommandParts) =>
  writeCommand(payload, (command, key) => ({
    send: (): Reply<RefundsOutcome> =>
      oneAtATime(parts, command.refunds[0]?.paymentId ?? 'refund', () => refund(parts, command, key)),
    // Each refund is looked for before it is given, so what was done needs no other proof than sending again.
    lookUp: async (): Reply<RefundsOutcome | null> => ok(null),
  }));

async function refund(parts: CommandParts, command: RefundPayments, key: string): Reply<RefundsOutcome> {
  const aheadMinor = new Map<string, bigint>();
  for (const [part, asked] of command.refunds.entries()) {
    const { paymentId, amount } = asked;
    const ahead = aheadMinor.get(paymentId) ?? 0n;
    const planned = await planOf(parts, { asked, part, key, aheadMinor: ahead });
    if (!planned.ok) return planned;
    if (planned.value.done === null) aheadMinor.set(paymentId, ahead + BigInt(amount.minor));
  }
  const given: RefundFacts[] = [];
  let effect: RefundsOutcome['effect'] = null;
  for (const [part, asked] of command.refunds.entries()) {
    const made = await refundOne(parts, command, { asked, part, key, aheadMinor: 0n });
    if (!made.ok) return made;
    const { connection } = made.value.connector;
    const { externalId } = made.value.refund;
    const row = await parts.dataSource.manager.findOneBy(refunds, { connection, externalId });
    if (row === null) return fail({ kind: 'OutcomeUnknown', key });
    const facts = await refundFactsOf(parts, row);
    if (!facts.ok) return facts;
    given.push(facts.value);
    effect ??= effectOf(made.value.connector, 'refund', externalId);
  }
  return ok({ refunds: given, effect });
}

interface OneOf {
  readonly asked: AskedRefund;
  readonly part: number;
  readonly key: string;
  /** What the command will have given back of the same payment before this one. */
  readonly aheadMinor: bigint;
}

interface Planned {
  readonly connector: BillingConnector;
  readonly payment: BillingPayment;
  readonly creditMemoExternalId: string | null;
  /** What was given already under the command's key. */
  readonly done: BillingRefund | null;
}

async function refundOne(
  parts: CommandParts,
  command: RefundPayments,
  one: OneOf,
): Reply<{ readonly connector: BillingConnector; readonly refund: BillingRefund }> {
  const { asked, part, key } = one;
  const planned = await planOf(parts, one);
  if (!planned.ok) return planned;
  const { connector, payment, creditMemoExternalId, done } = planned.value;
  const amountMinor = BigInt(asked.amount.minor);
  const { externalId: paymentExternalId } = payment;
  const marks = { amountMinor, changeKey: key, part };
  if (done === null) {
    const order = { paymentExternalId, creditMemoExternalId, reason: command.reason, ...marks };
    const made = await connector.refundPayment(order, `${key}:refund:${part}`);
    if (!made.ok) return made;
  }
  // Money that went back is not on account besides.
  if (creditMemoExternalId !== null) {
    const { customerExternalId, currency } = payment;
    const debit = { customerExternalId, currency, creditExternalId: creditMemoExternalId, ...marks };
    const debited = await connector.debitAccount(debit, `${key}:account:${part}`);
    if (!debited.ok) return debited;
  }
  const read = await readIntoMirror(parts, connector, () => connector.payment(paymentExternalId), causeOf(key));
  const own = read.ok ? read.value.refunds.find((refund) => isOwn(refund, one)) : undefined;
  return own === undefined ? fail({ kind: 'OutcomeUnknown', key }) : ok({ connector, refund: own });
}

function isOwn({ changeKey, part }: BillingRefund, one: OneOf): boolean {
  return changeKey === one.key && part === one.part;
}

/** What to ask of the vendor, on the payment as it stands now; a refusal where so much cannot be given back. */
async function planOf(parts: CommandParts, one: OneOf): Reply<Planned> {
  const { asked, key } = one;
  const { manager } = parts.dataSource;
  const row = await manager.findOneBy(payments, { id: asked.paymentId });
  if (row === null) return fail({ kind: 'NotFound', externalId: asked.paymentId });
  const connector = parts.connectors.get(row.connection);
  if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
  const read = await readIntoMirror(parts, connector, () => connector.payment(row.externalId), causeOf(key));
  if (!read.ok) return read;
  const [payment] = read.value.payments;
  if (payment === undefined) return fail({ kind: 'NotFound', externalId: row.externalId });
  const done = read.value.refunds.find((refund) => isOwn(refund, one)) ?? null;
  const credit = asked.creditMemoId === null ? null : await manager.findOneBy(creditMemos, { id: asked.creditMemoId });
  if (asked.creditMemoId !== null && credit === null) return fail({ kind: 'NotFound', externalId: asked.creditMemoId });
  const planned = { connector, payment, creditMemoExternalId: credit?.externalId ?? null, done };
  if (done !== null) return ok(planned);
  const refused = refusalOf(payment, one);
  if (!refused.ok) return refused;
  if (credit === null) return ok(planned);
  const onAccount = await onAccountOf(parts, connector, { credit, payment });
  if (!onAccount.ok) return onAccount;
  return BigInt(asked.amount.minor) > onAccount.value
    ? rejected('CREDIT_SPENT', 'creditMemoId', `Credit memo ${credit.number} has ${onAccount.value} left on account`)
    : ok(planned);
}

function refusalOf(
  { status, currency, amountMinor, refundedMinor, externalId }: BillingPayment,
  { asked, aheadMinor }: OneOf,
) {
  const { minor } = asked.amount;
  if (asked.amount.currency !== currency) {
    return rejected('CURRENCY_MISMATCH', 'amount', `Payment ${externalId} is in ${currency}`);
  }
  if (BigInt(minor) <= 0n) return rejected('AMOUNT_INVALID', 'amount', `A refund of ${minor} is none`);
  if (status !== 'SUCCEEDED' && status !== 'PARTIALLY_REFUNDED') {
    return rejected('PAYMENT_NOT_REFUNDABLE', 'paymentId', `Payment ${externalId} is ${status}`);
  }
  const held = amountMinor - refundedMinor - aheadMinor;
  return BigInt(minor) > held
    ? rejected('REFUND_EXCEEDS_PAYMENT', 'amount', `Payment ${externalId} holds ${held} of its ${amountMinor}`)
    : ok(null);
}

/** What of a credit is still the customer's: invoices may have drawn on it. */
async function onAccountOf(
  { dataSource }: CommandParts,
  connector: BillingConnector,
  {
    credit,
    payment,
  }: {
    readonly credit: { readonly externalId: string; readonly onAccountMinor: bigint };
    readonly payment: BillingPayment;
  },
): Reply<bigint> {
  const left =
    credit.onAccountMinor - (await refundedSince(dataSource.manager, connector.connection, credit.externalId));
  const entries = await connector.accountEntries(payment.customerExternalId);
  if (!entries.ok) return entries;
  return ok(smallerOf(creditLeft(ofCurrency(entries.value, payment.currency), credit.externalId), left));
}
