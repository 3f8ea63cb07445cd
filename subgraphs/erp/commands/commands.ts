import type { Commands } from '#kit/commands/command-door.ts';
import { readConnections } from '#kit/commands/read-connections.ts';
import { readVendorCalls } from '#kit/commands/read-vendor-calls.ts';
import { applyCredit } from './apply-credit.ts';
import { applyPayment } from './apply-payment.ts';
import { ensureCustomer } from './ensure-customer.ts';
import type { CommandParts } from './parts.ts';
import { postCreditMemo } from './post-credit-memo.ts';
import { postInvoice } from './post-invoice.ts';
import { postJournals } from './post-journals.ts';
import { postRefund } from './post-refund.ts';
import { previewCreditMemo, previewInvoice, previewJournals } from './previews.ts';
import { publishMapping } from './publish-mapping.ts';
import { readAdjustments } from './read-adjustments.ts';
import { readReadiness } from './read-readiness.ts';
import { readLegalEntity, readPeriods, readPosting } from './reads.ts';
import { reversePayment } from './reverse-payment.ts';
import { voidInvoice } from './void-invoice.ts';

/** Everything that a saga may ask of the ledger; payloads and outcomes are in schema/commands/erp.ts. */
export function erpCommands(parts: CommandParts): Commands {
  return new Map([
    ['readPeriods', readPeriods(parts)],
    ['readLegalEntity', readLegalEntity(parts)],
    ['readPosting', readPosting(parts)],
    ['readConnections', readConnections(parts.dataSource.manager, 'erp', 'ERP')],
    ['readVendorCalls', readVendorCalls(parts.dataSource.manager, 'erp', 'ERP')],
    ['previewInvoice', previewInvoice(parts)],
    ['previewJournals', previewJournals(parts)],
    ['readReadiness', readReadiness(parts)],
    ['readAdjustments', readAdjustments(parts)],
    ['previewCreditMemo', previewCreditMemo(parts)],
    ['publishMapping', publishMapping(parts)],
    ['ensureCustomer', ensureCustomer(parts)],
    ['postInvoice', postInvoice(parts)],
    ['voidInvoice', voidInvoice(parts)],
    ['postCreditMemo', postCreditMemo(parts)],
    ['applyCredit', applyCredit(parts)],
    ['applyPayment', applyPayment(parts)],
    ['reversePayment', reversePayment(parts)],
    ['postRefund', postRefund(parts)],
    ['postJournals', postJournals(parts)],
  ] as Iterable<readonly [string, Commands extends ReadonlyMap<string, infer Command> ? Command : never]>);
}
