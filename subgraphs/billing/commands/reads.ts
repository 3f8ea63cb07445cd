import { z } from 'zod';
import { creditMemos } from '#billing/entities/credit-memo.ts';
import { invoices } from '#billing/entities/invoice.ts';
import { payments } from '#billing/entities/payment.ts';
import { refunds } from '#billing/entities/refund.ts';
import { subscriptions } from '#billing/entities/subscription.ts';
import { readCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type {
  ContractBillingFacts,
  CreditMemoFacts,
  InvoiceStateFacts,
  PaymentFacts,
  RefundFacts,
} from '#schema/commands/billing.ts';
import { ok } from '#schema/errors/result.ts';
import {
  creditMemoFactsOf,
  invoiceStateOf,
  mirroredCreditMemo,
  paymentFactsOf,
  refundFactsOf,
} from './mirror-facts.ts';
import { type CommandParts, subscriptionRowOf } from './parts.ts';

/** `readInvoice`: from the mirror, or null. */
export const readInvoice = (parts: CommandParts) =>
  readCommand(z.object({ invoiceId: z.string() }), async ({ invoiceId: id }): Reply<InvoiceStateFacts | null> => {
    const row = await parts.dataSource.manager.findOneBy(invoices, { id });
    return row === null ? ok(null) : invoiceStateOf(parts, row);
  });

/** `readPayment`: from the mirror, or null. */
export const readPayment = (parts: CommandParts) =>
  readCommand(z.object({ paymentId: z.string() }), async ({ paymentId: id }): Reply<PaymentFacts | null> => {
    const row = await parts.dataSource.manager.findOneBy(payments, { id });
    return row === null ? ok(null) : paymentFactsOf(parts, row);
  });

/** `readCreditMemo`: from the mirror, or null. */
export const readCreditMemo = (parts: CommandParts) =>
  readCommand(z.object({ creditMemoId: z.string() }), async ({ creditMemoId: id }): Reply<CreditMemoFacts | null> => {
    const { manager } = parts.dataSource;
    const row = await manager.findOneBy(creditMemos, { id });
    if (row === null) return ok(null);
    return creditMemoFactsOf(parts, row.connection, await mirroredCreditMemo(manager, row));
  });

/** `readRefund`: from the mirror, or null. */
export const readRefund = (parts: CommandParts) =>
  readCommand(z.object({ refundId: z.string() }), async ({ refundId: id }): Reply<RefundFacts | null> => {
    const row = await parts.dataSource.manager.findOneBy(refunds, { id });
    return row === null ? ok(null) : refundFactsOf(parts, row);
  });

/** `readContractBilling`: the subscription that bills the contract now and all invoices, oldest first; or null. */
export const readContractBilling = (parts: CommandParts) =>
  readCommand(z.object({ contractId: z.string() }), async ({ contractId }): Reply<ContractBillingFacts | null> => {
    const { manager } = parts.dataSource;
    const place = await subscriptionRowOf(parts, contractId);
    if (place === null) return ok(null);
    const { connection, externalId } = place;
    const subscription = await manager.findOneByOrFail(subscriptions, { connection, externalId });
    const found = await manager.find(invoices, { where: { contractId }, order: { issuedOn: 'ASC', number: 'ASC' } });
    const states: InvoiceStateFacts[] = [];
    for (const row of found) {
      const state = await invoiceStateOf(parts, row);
      if (!state.ok) return state;
      states.push(state.value);
    }
    const { id: subscriptionId, status, contractVersion } = subscription;
    return ok({ subscriptionId, status, contractVersion, invoices: states });
  });
