import { z } from 'zod';
import { accountingPeriodId } from '#kit/crosswalk/well-known-ids.ts';
import { derivedId } from '#kit/runtime/ids.ts';
import { formatAmount, fromMoneyWire, type MoneyWire } from '#schema/canonical/money.ts';
import { type InvoiceFacts, invoiceFacts } from '#schema/commands/billing.ts';
import { type JournalFacts, journalFacts, periodFacts } from '#schema/commands/erp.ts';
import { type RevenuePreview, type RevenueRow, revenuePreview } from '#schema/commands/revrec.ts';
import type { Participants } from '../engine/ports.ts';
import { postingWindow } from '../sagas/revenue-journals.ts';
import type { Answer } from './accepted.ts';
import { type Refusal, refuse } from './refusal.ts';
import { read } from './systems.ts';

/** What billing would bill, asked of billing itself, or why it would not. */
export async function previewBilling(
  participants: Participants,
  name: 'previewStart' | 'previewAmendment' | 'previewRenewal',
  payload: unknown,
): Promise<{ readonly invoice: InvoiceFacts | null } | { readonly refusals: readonly Refusal[] }> {
  const reply = await participants.write({ system: 'BILLING', name, payload, reads: true }, '');
  if (reply.ok) return { invoice: invoiceFacts.nullable().parse(reply.value) };
  const { error } = reply;
  if (error.kind === 'UnsupportedByVendor') {
    return { refusals: refuse('UNSUPPORTED_BY_VENDOR', [], `Billing offers no ${error.capability}.`) };
  }
  if (error.kind === 'Rejected') return { refusals: refuse('INVALID_INPUT', [], error.detail) };
  return { refusals: refuse('UNSUPPORTED_BY_VENDOR', [], 'Billing does not answer now; ask for the preview again.') };
}

/** The months that the ledger takes, for the journals of a preview. */
export async function previewWindow(participants: Participants, legalEntity: string, businessDate: string) {
  const periods = await read(participants, 'ERP', 'readPeriods', { legalEntity }, z.array(periodFacts));
  return postingWindow(periods, businessDate);
}

/** What is shown besides an invoice: lines of credits and the ledger's entries of them. */
export interface Besides {
  readonly lines: readonly { readonly amount: ReturnType<typeof moneyOf> }[];
  readonly journals: readonly JournalFacts[];
}

const NOTHING_BESIDES: Besides = { lines: [], journals: [] };

/** Puts what billing, the ledger and the revenue engine say together as the graph's `Preview`. */
export async function previewAnswer(
  participants: Participants,
  facts: { readonly legalEntity: string; readonly contractId: string; readonly invoice: InvoiceFacts | null },
  revenue: unknown,
  besides: Besides = NOTHING_BESIDES,
): Promise<Answer> {
  const effects: RevenuePreview = revenuePreview.parse(revenue);
  const ofInvoice =
    facts.invoice === null
      ? []
      : await read(
          participants,
          'ERP',
          'previewInvoice',
          { invoice: facts.invoice, contractId: facts.contractId },
          z.object({ journals: z.array(journalFacts) }),
        ).then(({ journals }) => journals);
  const ofRevenue = await read(
    participants,
    'ERP',
    'previewJournals',
    { journals: effects.journals },
    z.array(journalFacts),
  );
  const check = effects.prorationCheck;
  return {
    kind: 'PREVIEWED',
    preview: {
      invoiceLines: [
        ...(facts.invoice?.lines ?? []).map((line) => ({
          id: line.id,
          description: line.description,
          product: line.productId === null ? null : { __typename: 'Product', id: line.productId },
          quantity: line.quantity,
          amount: moneyOf(line.amount),
          servicePeriodStartsOn: line.serviceStartsOn,
          servicePeriodEndsOn: line.serviceEndsOn,
          proration: line.proration,
          taxCode: line.taxCode,
        })),
        ...besides.lines,
      ],
      invoiceTotal: facts.invoice === null ? null : moneyOf(facts.invoice.total),
      journalEntries: [...ofInvoice, ...besides.journals, ...ofRevenue].map(journalEntryOf),
      revenueBefore: effects.before.map((row) => revenuePeriodOf(row, facts.legalEntity)),
      revenueAfter: effects.after.map((row) => revenuePeriodOf(row, facts.legalEntity)),
      treatment: effects.treatment,
      approvalsRequired: [],
      warnings: [...effects.warnings, ...(check === null || check.difference.minor === '0' ? [] : [check.note])],
    },
  };
}

export function moneyOf(wire: MoneyWire): { readonly amount: string; readonly currency: string } {
  return { amount: formatAmount(fromMoneyWire(wire)), currency: wire.currency };
}

function journalEntryOf(entry: JournalFacts) {
  return {
    id: derivedId('je', 'preview', JSON.stringify(entry)),
    postedOn: entry.postedOn,
    period: { __typename: 'AccountingPeriod', id: entry.periodId },
    legalEntity: { __typename: 'LegalEntity', id: entry.legalEntityId },
    lines: entry.lines.map((line) => ({
      account: line.account,
      accountName: line.accountName,
      debit: line.debit === null ? null : moneyOf(line.debit),
      credit: line.credit === null ? null : moneyOf(line.credit),
      dimensions: line.dimensions,
    })),
    source: null,
    provenance: null,
  };
}

function revenuePeriodOf(row: RevenueRow, legalEntity: string) {
  const { obligation } = row;
  return {
    period: { __typename: 'AccountingPeriod', id: accountingPeriodId(legalEntity, row.period) },
    obligation: {
      __typename: 'PerformanceObligation',
      id: obligation.id,
      name: obligation.name,
      product: obligation.productId === null ? null : { __typename: 'Product', id: obligation.productId },
      method: obligation.method,
      standaloneSellingPrice: moneyOf(obligation.standaloneSellingPrice),
      allocated: moneyOf(obligation.allocated),
      recognized: moneyOf(obligation.recognized),
      startsOn: obligation.startsOn,
      endsOn: obligation.endsOn,
      status: obligation.status,
      explanation: obligation.explanation,
    },
    amount: moneyOf(row.amount),
    originPeriod: row.originPeriod,
    posted: row.posted,
    cumulative: moneyOf(row.cumulative),
  };
}
