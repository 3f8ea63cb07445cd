import { appendEvents } from '#kit/events/event-log.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import type {
  ContractBillingFacts,
  CreditMemoFacts,
  InvoiceFacts,
  InvoiceStateFacts,
  PaymentFacts,
  RefundFacts,
} from '#schema/commands/billing.ts';
import type { CustomerFacts } from '#schema/commands/crm.ts';
import type { CanonicalEventOf, CanonicalEventType } from '#schema/events/catalogue.ts';
import type { SeenCommand } from '#test/support/fake-systems.ts';
import { startTestOperations } from '#test/support/operations.ts';

export const usd = (minor: number) => ({ minor: String(minor), currency: 'USD' });

export const INVOICE: InvoiceFacts = {
  invoiceId: 'inv_9',
  externalId: 'in_9',
  number: 'A-0009',
  status: 'OPEN',
  customerId: 'cust_1',
  contractId: 'ctr_1',
  legalEntity: 'US',
  currency: 'USD',
  issuedOn: '2026-08-16',
  dueOn: null,
  total: usd(100_00),
  tax: usd(0),
  lines: [],
};

export const PAYMENT: PaymentFacts = {
  paymentId: 'pay_9',
  externalId: 'pi_9',
  status: 'SUCCEEDED',
  invoiceId: 'inv_9',
  customerId: 'cust_1',
  contractId: 'ctr_1',
  legalEntity: 'US',
  amount: usd(100_00),
  refunded: usd(0),
  receivedOn: '2026-08-16',
  attempts: 1,
  final: false,
};

export const REFUND: RefundFacts = {
  refundId: 'ref_9',
  externalId: 're_9',
  status: 'SUCCEEDED',
  paymentId: 'pay_9',
  invoiceId: 'inv_9',
  creditMemoId: null,
  customerId: 'cust_1',
  contractId: 'ctr_1',
  legalEntity: 'US',
  amount: usd(10_00),
  refundedOn: '2026-08-16',
};

type DataOf<Type extends CanonicalEventType> = CanonicalEventOf<Type>['data'];

/** The process layer that listens, over systems whose records a test sets. */
export async function startRoom({ intake = true }: { readonly intake?: boolean } = {}) {
  const operations = await startTestOperations({ intake });
  const { systems, database } = operations;
  const dataSource = await openDataSource({
    url: database.url,
    schema: 'operations',
    entities: [],
    poolSize: 4,
    applicationName: 'revgraph tests',
  });
  const invoices = new Map<string, InvoiceFacts>();
  const payments = new Map<string, PaymentFacts>();
  const refunds = new Map<string, RefundFacts>();
  const memos = new Map<string, CreditMemoFacts>();
  const customers = new Map<string, CustomerFacts>([['cust_1', systems.contract.customer]]);
  const idOf = (payload: unknown, member: string) => String((payload as Record<string, unknown>)[member]);

  const stateOf = (invoice: InvoiceFacts): InvoiceStateFacts => {
    const tried = [...payments.values()].filter(({ invoiceId }) => invoiceId === invoice.invoiceId);
    const isPaid = invoice.status === 'PAID';
    return {
      invoice,
      amountDue: isPaid ? usd(0) : invoice.total,
      amountPaid: isPaid ? invoice.total : usd(0),
      payments: tried,
    };
  };
  const billingOf = (contractId: string): ContractBillingFacts => ({
    subscriptionId: 'sub_1',
    status: 'ACTIVE',
    contractVersion: 1,
    invoices: [...invoices.values()].filter((invoice) => invoice.contractId === contractId).map(stateOf),
  });
  const isPosted = (command: string, documentId: string) =>
    [...systems.effects.values()].some(
      ({ system, name, payload }) =>
        system === 'ERP' && name === command && JSON.stringify(payload).includes(`"${documentId}"`),
    );

  const found = <Facts>(name: string, member: string, records: ReadonlyMap<string, Facts>) =>
    systems.answers.set(name, (payload) => records.get(idOf(payload, member)) ?? null);
  found('readPayment', 'paymentId', payments);
  found('readRefund', 'refundId', refunds);
  found('readCreditMemo', 'creditMemoId', memos);
  found('readCustomer', 'customerId', customers);
  found('requireCustomer', 'customerId', customers);
  systems.answers.set('readInvoice', (payload) => {
    const invoice = invoices.get(idOf(payload, 'invoiceId'));
    return invoice === undefined ? null : stateOf(invoice);
  });
  systems.answers.set('readContractBilling', (payload) => billingOf(idOf(payload, 'contractId')));
  systems.answers.set('readPosting', (payload) => {
    const documentId = idOf(payload, 'documentId');
    return isPosted('postInvoice', documentId) || isPosted('applyPayment', documentId)
      ? { documentId, status: 'POSTED', documentNumber: 'X', period: '2026-08', total: null }
      : null;
  });
  /** What has to be there first: the customer in the CRM, and for a payment its invoice in the ledger. */
  const laws = ({ name, payload, lookUp }: SeenCommand) => {
    if (lookUp) return null;
    if (name === 'requireCustomer') {
      const id = idOf(payload, 'customerId');
      return customers.has(id) ? null : ({ kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id } as const);
    }
    if (name !== 'applyPayment') return null;
    const { invoiceId } = (payload as { readonly payment: PaymentFacts }).payment;
    if (invoiceId === null || isPosted('postInvoice', invoiceId)) return null;
    return { kind: 'MissingPrerequisite', prerequisite: 'INVOICE_POSTING', id: invoiceId } as const;
  };
  systems.fault = laws;

  let told = 0;
  /** An event as a system subgraph writes it. */
  const tell = async <Type extends CanonicalEventType>(
    type: Type,
    schemaVersion: number,
    data: DataOf<Type>,
    about: { readonly customerId?: string; readonly contractId?: string; readonly operationId?: string } = {},
    times = 1,
  ) => {
    told += 1;
    const event = {
      type,
      schemaVersion,
      data,
      origin: 'SOURCE' as const,
      occurredAt: operations.clock.now(),
      legalEntity: 'US',
      customerId: 'cust_1',
      contractId: 'ctr_1',
      operationId: null,
      correlationId: `corr_${told}`,
      causationId: null,
      ...about,
    };
    await dataSource.transaction((em) =>
      appendEvents(
        em,
        Array.from({ length: times }, () => event),
      ),
    );
    operations.bell.ring();
  };
  const tellInvoice = ({ invoiceId, status, total }: InvoiceFacts, times = 1) =>
    tell('invoice.changed', 2, { invoiceId, status, previousStatus: null, total }, {}, times);
  const tellPayment = (payment: PaymentFacts, times = 1) => {
    const { paymentId, invoiceId, status, amount, refunded, attempts, final } = payment;
    const data = { paymentId, invoiceId, status, previousStatus: null, amount, refunded, attempts, final };
    return tell('payment.changed', 2, data, {}, times);
  };

  return {
    ...operations,
    dataSource,
    laws,
    invoices,
    payments,
    refunds,
    memos,
    customers,
    tell,
    /** Billing has it so, and says so. */
    invoiceIs: async (invoice: InvoiceFacts, times = 1) => {
      invoices.set(invoice.invoiceId, invoice);
      await tellInvoice(invoice, times);
    },
    paymentIs: async (payment: PaymentFacts, times = 1) => {
      payments.set(payment.paymentId, payment);
      await tellPayment(payment, times);
    },
    tellInvoice,
    tellPayment,
    /** Operations that news began, the first one first. */
    started: () =>
      operations.sql<{ id: string; kind: string; status: string; idempotency_key: string; correlation_id: string }>(
        `select id, kind, status, idempotency_key, correlation_id from operations.operation
         where client = 'revgraph-intake' order by requested_at, id`,
      ),
    items: (subject: string) =>
      operations.sql<{ state: string; disposition: string | null; reason: string | null }>(
        'select state, disposition, reason from operations.intake_item where subject = $1 order by number',
        [subject],
      ),
    open: () =>
      operations.sql<{ business_key: string; cause: string; title: string; payload: Record<string, unknown> }>(
        `select business_key, cause, title, payload from operations.exception
         where closed_at is null and business_key is not null order by opened_at, id`,
      ),
    business: () =>
      operations.sql<{ type: string; n: number }>(
        `select type, count(*)::integer as n from event_log.event
         where origin = 'DERIVED' and type not like 'operation.%' and type not like 'step.%' and type not like 'exception.%'
         group by type order by type`,
      ),
    close: async () => {
      await dataSource.destroy();
      await operations.close();
    },
  };
}

export type Room = Awaited<ReturnType<typeof startRoom>>;
