import type { CreditMemoRow } from '#billing/entities/credit-memo.ts';
import type { InvoiceRow } from '#billing/entities/invoice.ts';
import type { InvoiceLineRow } from '#billing/entities/invoice-line.ts';
import type { PaymentRow } from '#billing/entities/payment.ts';
import { invoiceLineId } from '#billing/line-id.ts';
import type { CreditMemo, Invoice, InvoiceLine, Payment } from '#schema/generated/billing.ts';
import {
  type BillingContext,
  contractRefOf,
  customerRefOf,
  type FieldsOf,
  invoiceOf,
  moneyOf,
  productRefOf,
  provenance,
  visible,
  visibleOfInvoice,
} from './context.ts';

export const invoiceResolvers = {
  customer: (row, _args, context) => customerRefOf(row, context),
  contract: (row) => contractRefOf(row),
  total: ({ totalMinor: minor, currency }) => moneyOf({ minor, currency }),
  tax: ({ taxMinor: minor, currency }) => moneyOf({ minor, currency }),
  amountDue: ({ amountDueMinor: minor, currency }) => moneyOf({ minor, currency }),
  amountPaid: ({ amountPaidMinor: minor, currency }) => moneyOf({ minor, currency }),
  lines: async (row, _args, { loaders }) =>
    (await loaders.linesOfInvoice.load(row)).map((line) => ({ ...line, currency: row.currency })),
  // Whoever may see the invoice may see what came of it.
  payments: (row, _args, { loaders }) => loaders.paymentsOfInvoice.load(row),
  creditMemos: async (row, _args, { loaders }) =>
    (await loaders.creditMemosOfInvoice.load(row)).filter(({ status }) => status !== 'VOID'),
  provenance: (row, _args, context) => provenance(row, context),
} satisfies FieldsOf<Invoice, InvoiceRow>;

export const invoiceLineResolvers = {
  id: ({ connection, externalId }) => invoiceLineId(connection, externalId),
  product: (line, _args, context) => productRefOf(line, context),
  amount: ({ amountMinor: minor, currency }) => moneyOf({ minor, currency }),
  servicePeriodStartsOn: ({ serviceStartsOn }) => serviceStartsOn,
  servicePeriodEndsOn: ({ serviceEndsOn }) => serviceEndsOn,
  taxCode: async ({ connection, productExternalId }, _args, { loaders }) =>
    productExternalId === null
      ? null
      : ((await loaders.product.load({ connection, externalId: productExternalId }))?.taxCode ?? null),
} satisfies FieldsOf<InvoiceLine, InvoiceLineRow & { readonly currency: string }>;

export const creditMemoResolvers = {
  invoice: async (row, _args, context) => visibleInvoiceOf(row, context),
  customer: (row, _args, context) => customerRefOf(row, context),
  total: ({ totalMinor: minor, currency }) => moneyOf({ minor, currency }),
  provenance: (row, _args, context) => provenance(row, context),
} satisfies FieldsOf<CreditMemo, CreditMemoRow>;

export const paymentResolvers = {
  invoice: async (row, _args, context) => visibleInvoiceOf(row, context),
  customer: (row, _args, context) => customerRefOf(row, context),
  amount: ({ amountMinor: minor, currency }) => moneyOf({ minor, currency }),
  refunded: ({ refundedMinor: minor, currency }) => moneyOf({ minor, currency }),
  receivedAt: ({ receivedAt }) => receivedAt.toISOString(),
  provenance: (row, _args, context) => provenance(row, context),
} satisfies FieldsOf<Payment, PaymentRow>;

export async function invoiceReference({ id }: { readonly id: string }, context: BillingContext) {
  return visible(await context.loaders.invoiceById.load(id), context);
}

export async function creditMemoReference({ id }: { readonly id: string }, context: BillingContext) {
  return visibleOfInvoice(await context.loaders.creditMemoById.load(id), context);
}

export async function paymentReference({ id }: { readonly id: string }, context: BillingContext) {
  return visibleOfInvoice(await context.loaders.paymentById.load(id), context);
}

async function visibleInvoiceOf(
  row: { readonly connection: string; readonly invoiceExternalId: string | null },
  context: BillingContext,
) {
  return visible(await invoiceOf(row, context), context);
}
