import { readCommand, writeCommand } from '#kit/commands/command-door.ts';
import { account } from '#revrec/accounting.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { creditMemoIssued } from '#revrec/facts/credit-memo-issued.ts';
import { invoiceIssued } from '#revrec/facts/invoice-issued.ts';
import { invoiceVoided } from '#revrec/facts/invoice-voided.ts';
import { refunded } from '#revrec/facts/refunded.ts';
import {
  recordCreditMemo as creditMemoPayload,
  recordInvoice as invoicePayload,
  type RecordCreditMemo,
  type RecordInvoice,
  recordRefund as refundPayload,
} from '#schema/commands/revrec.ts';
import { ok } from '#schema/errors/result.ts';
import { changing, type PlannedChange, previewing } from './change-contract.ts';
import { type CommandParts, unknownContract } from './parts.ts';

/** `recordInvoice`: a later invoice, or one that was voided. One that is known already changes nothing, whoever told it. */
export const recordInvoice = (parts: CommandParts) =>
  writeCommand(invoicePayload, (command, key) => changing(parts, key, invoicePlan(command)));

/** `recordCreditMemo`: a credit memo. One that came with a cancellation or amendment has no effect of its own. */
export const recordCreditMemo = (parts: CommandParts) =>
  writeCommand(creditMemoPayload, (command, key) => changing(parts, key, creditMemoPlan(command)));

/** `previewCreditMemo`: what the credit would do to the schedule. Writes nothing. */
export const previewCreditMemo = (parts: CommandParts) =>
  readCommand(creditMemoPayload, (command) => previewing(parts, creditMemoPlan(command)));

/** `recordRefund`: money went back; it settles what a credit left to the customer and moves no revenue. */
export const recordRefund = (parts: CommandParts) =>
  writeCommand(refundPayload, ({ contractId, operationId, refund, window }, key) =>
    changing(parts, key, {
      contractId,
      operationId,
      window,
      tell: ({ contract, recordedAt }) =>
        ok([refunded(refund, contractId, { entity: contract.legalEntity, recordedAt })]),
    }),
  );

function invoicePlan({ contractId, operationId, invoice, voidedOn, window }: RecordInvoice): PlannedChange {
  return {
    contractId,
    operationId,
    window,
    tell: ({ contract, held, recordedAt }) => {
      if (voidedOn !== undefined) return ok(voidOf(invoice.invoiceId, held, { voidedOn, recordedAt }));
      // Billed before the amendment that promises it was told: without it there would be nothing to earn it by.
      if (!knowsProducts(invoice, held)) return unknownContract(contractId);
      return ok([invoiceIssued(invoice, contractId, { entity: contract.legalEntity, recordedAt })]);
    },
  };
}

/** Nothing for an invoice that was never taken up. */
function voidOf(
  invoiceId: string,
  held: readonly RevenueEvent[],
  told: { readonly voidedOn: string; readonly recordedAt: string },
): readonly RevenueEvent[] {
  return held.flatMap((event) =>
    event.kind === 'INVOICE_ISSUED' && event.payload?.document === invoiceId
      ? [invoiceVoided(event, event.payload, told)]
      : [],
  );
}

function creditMemoPlan(command: RecordCreditMemo): PlannedChange {
  const { contractId, operationId, creditMemo, correctsInvoice, window } = command;
  return {
    contractId,
    operationId,
    amendment: creditMemo.creditMemoId,
    window,
    tell: ({ contract, recordedAt }) => {
      const told = { entity: contract.legalEntity, recordedAt, correctsInvoice };
      return ok([creditMemoIssued(creditMemo, contractId, told)]);
    },
  };
}

function knowsProducts({ lines }: RecordInvoice['invoice'], held: readonly RevenueEvent[]): boolean {
  const state = account(held);
  if (!state.ok) return true;
  const promised = new Set(obligationsOf(state.value).map(({ obligation }) => obligation.product));
  return lines.every(({ productCode }) => productCode === null || promised.has(productCode));
}
