import type {
  Application,
  NewCreditMemo,
  NewCustomer,
  NewInvoice,
  NewJournal,
  NewPayment,
  NewRefund,
  Reapplication,
  Reversal,
} from '#erp/port.ts';
import { exactNumber } from '#kit/transport/exact-json.ts';
import { externalKey } from './manifest.ts';

type Body = Readonly<Record<string, unknown>>;
type Sale = NewInvoice | NewCreditMemo;

export function toNetSuiteCustomer(customer: NewCustomer, currencyId: string): Body {
  return {
    companyName: customer.name,
    subsidiary: { id: customer.legalEntityExternalId },
    currency: { id: currencyId },
    parent: customer.parentExternalId === null ? null : { id: customer.parentExternalId },
    custentity_revgraph_id: customer.customerId,
  };
}

/** What may change of a customer that stands: its legal entity and currency may not. */
export function toNetSuiteCustomerChange({ name, parentExternalId }: NewCustomer): Body {
  return { companyName: name, parent: parentExternalId === null ? null : { id: parentExternalId } };
}

export function toNetSuiteRelationship(customer: NewCustomer, externalId: string): Body {
  return { entity: { id: externalId }, subsidiary: { id: customer.legalEntityExternalId } };
}

export function toNetSuiteInvoice(invoice: NewInvoice, currencyId: string): Body {
  return {
    ...saleOf(invoice, currencyId),
    ...(invoice.dueOn === null ? {} : { dueDate: invoice.dueOn }),
  };
}

export function toNetSuiteCreditMemo(creditMemo: NewCreditMemo, currencyId: string): Body {
  return {
    ...saleOf(creditMemo, currencyId),
    ...(creditMemo.memo === null ? {} : { memo: creditMemo.memo }),
    apply: applyOf(creditMemo.applied),
  };
}

// evidence: docs: customerPayment.apply.items with doc and amount (netsuite.md, Objects); undepFunds keeps it with the
// undeposited funds until somebody takes it to the bank [2nd]
export function toNetSuitePayment(payment: NewPayment, currencyId: string): Body {
  return {
    customer: { id: payment.customerExternalId },
    ...headerOf(payment, currencyId),
    payment: exactNumber(payment.amount),
    undepFunds: true,
    apply: applyOf(payment.applied),
  };
}

// evidence: docs: customerRefund (netsuite.md, Objects); apply.items and account as those of a payment [2nd]
export function toNetSuiteRefund(refund: NewRefund, currencyId: string): Body {
  return {
    customer: { id: refund.customerExternalId },
    ...headerOf(refund, currencyId),
    account: { id: refund.accountExternalId },
    apply: applyOf(refund.applied),
  };
}

export function toNetSuiteReapplication({ applied, reversedBy }: Reapplication): Body {
  return {
    apply: applyOf(applied),
    ...(reversedBy === null ? {} : { custbody_revgraph_reversal: reversedBy }),
  };
}

/** The body of a transformation: the vendor copies customer, currency and lines from the invoice. */
export function toNetSuiteReversal(reversal: Reversal): Body {
  return {
    externalId: externalKey('REVERSAL', reversal.documentId),
    tranDate: reversal.postedOn,
    postingPeriod: { id: reversal.periodExternalId },
    custbody_revgraph_key: reversal.key,
    apply: applyOf(reversal.open === null ? [] : [{ externalId: reversal.externalId, amount: reversal.open }]),
  };
}

export function toNetSuiteJournal(journal: NewJournal, currencyId: string): Body {
  return {
    subsidiary: { id: journal.legalEntityExternalId },
    currency: { id: currencyId },
    tranDate: journal.postedOn,
    postingPeriod: { id: journal.periodExternalId },
    memo: journal.memo,
    custbody_revgraph_key: journal.key,
    ...(journal.sourceDocumentId === null ? {} : { custbody_revgraph_source: journal.sourceDocumentId }),
    line: {
      items: journal.lines.map((line) => ({
        account: { id: line.accountExternalId },
        [line.side]: exactNumber(line.amount),
        ...(line.memo === null ? {} : { memo: line.memo }),
        ...(line.customerExternalId === null ? {} : { entity: { id: line.customerExternalId } }),
        ...(line.contractId === null ? {} : { custcol_revgraph_contract: line.contractId }),
        ...(line.obligationId === null ? {} : { custcol_revgraph_obligation: line.obligationId }),
      })),
    },
  };
}

// evidence: docs: always send postingPeriod (netsuite.md, Lifecycle calls)
function headerOf(document: Sale | NewPayment | NewRefund, currencyId: string): Body {
  return {
    subsidiary: { id: document.legalEntityExternalId },
    currency: { id: currencyId },
    tranDate: document.issuedOn,
    postingPeriod: { id: document.periodExternalId },
    custbody_revgraph_key: document.key,
    custbody_revgraph_source: document.documentId,
    ...(document.contractId === null ? {} : { custbody_revgraph_contract: document.contractId }),
  };
}

// evidence: docs: line dates are what revenue is planned by (netsuite.md, Lifecycle calls); the vendor posts a line on
// the accounts of its item, so the custom columns say what those are and demand nothing else
function saleOf(sale: Sale, currencyId: string): Body {
  return {
    entity: { id: sale.customerExternalId },
    ...headerOf(sale, currencyId),
    ...(sale.number === null ? {} : { otherRefNum: sale.number }),
    item: {
      items: sale.lines.map((line) => ({
        item: { id: line.itemExternalId },
        description: line.description,
        ...(line.quantity === null ? {} : { quantity: exactNumber(line.quantity) }),
        amount: exactNumber(line.amount),
        department: { id: idOf(line.departmentExternalId) },
        taxCode: { id: idOf(line.taxCodeExternalId) },
        custcol_revgraph_revenue_account: { id: line.revenueAccountExternalId },
        custcol_revgraph_deferral: { id: idOf(line.deferralExternalId) },
        ...(line.serviceStartsOn === null ? {} : { revRecStartDate: line.serviceStartsOn }),
        ...(line.serviceEndsOn === null ? {} : { revRecEndDate: line.serviceEndsOn }),
        ...(sale.contractId === null ? {} : { custcol_revgraph_contract: sale.contractId }),
      })),
    },
    ...(sale.tax === null ? {} : taxOf(sale.tax)),
  };
}

// evidence: 2nd: SuiteTax takes tax that was worked out elsewhere with taxDetailsOverride and the sublist taxDetails
function taxOf({ taxCodeExternalId, amount }: NonNullable<Sale['tax']>): Body {
  const detail = { taxDetailsReference: '1', taxCode: { id: idOf(taxCodeExternalId) }, taxAmount: exactNumber(amount) };
  return { taxDetailsOverride: true, taxDetails: { items: [detail] } };
}

function applyOf(applied: readonly Application[]): Body {
  return {
    items: applied.map(({ externalId, amount }) => ({
      doc: { id: externalId },
      apply: true,
      amount: exactNumber(amount),
    })),
  };
}

/** The vendor's id inside that of a dimension, `DEPARTMENT/1`. */
function idOf(dimensionExternalId: string): string {
  return dimensionExternalId.slice(dimensionExternalId.indexOf('/') + 1);
}
