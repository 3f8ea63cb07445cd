import type { Commands } from '#kit/commands/command-door.ts';
import { readConnections } from '#kit/commands/read-connections.ts';
import { readVendorCalls } from '#kit/commands/read-vendor-calls.ts';
import { amendSubscription, previewAmendment } from './amend-subscription.ts';
import { cancelStarted } from './cancel-started.ts';
import { cancelSubscription, previewCancellation } from './cancel-subscription.ts';
import { issueCreditMemos, previewCreditMemos, voidCreditMemos } from './credit-memos.ts';
import { endPlannedTerms } from './end-planned-terms.ts';
import { ensureCustomer } from './ensure-customer.ts';
import { issueInvoice } from './issue-invoice.ts';
import type { CommandParts } from './parts.ts';
import { pauseSubscription, resumeSubscription } from './pause-subscription.ts';
import { readContractBilling, readCreditMemo, readInvoice, readPayment, readRefund } from './reads.ts';
import { refundPayments } from './refund-payments.ts';
import { previewRenewal, renewSubscription } from './renew-subscription.ts';
import { restoreSubscription } from './restore-subscription.ts';
import { previewStart, startSubscription } from './start-subscription.ts';

/** Everything that a saga may ask of billing; payloads and outcomes are in schema/commands/billing.ts. */
export function billingCommands(parts: CommandParts): Commands {
  return new Map([
    ['ensureCustomer', ensureCustomer(parts)],
    ['previewStart', previewStart(parts)],
    ['startSubscription', startSubscription(parts)],
    ['cancelStarted', cancelStarted(parts)],
    ['previewAmendment', previewAmendment(parts)],
    ['amendSubscription', amendSubscription(parts)],
    ['restoreSubscription', restoreSubscription(parts)],
    ['previewRenewal', previewRenewal(parts)],
    ['renewSubscription', renewSubscription(parts)],
    ['previewCancellation', previewCancellation(parts)],
    ['cancelSubscription', cancelSubscription(parts)],
    ['endPlannedTerms', endPlannedTerms(parts)],
    ['pauseSubscription', pauseSubscription(parts)],
    ['resumeSubscription', resumeSubscription(parts)],
    ['issueInvoice', issueInvoice(parts)],
    ['previewCreditMemos', previewCreditMemos(parts)],
    ['issueCreditMemos', issueCreditMemos(parts)],
    ['voidCreditMemos', voidCreditMemos(parts)],
    ['refundPayments', refundPayments(parts)],
    ['readInvoice', readInvoice(parts)],
    ['readPayment', readPayment(parts)],
    ['readCreditMemo', readCreditMemo(parts)],
    ['readRefund', readRefund(parts)],
    ['readContractBilling', readContractBilling(parts)],
    ['readVendorCalls', readVendorCalls(parts.dataSource.manager, 'billing', 'BILLING')],
    ['readConnections', readConnections(parts.dataSource.manager, 'billing', 'BILLING')],
  ] as Iterable<readonly [string, Commands extends ReadonlyMap<string, infer Command> ? Command : never]>);
}
