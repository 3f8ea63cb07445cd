import { decimalOf, plain } from '#schema/canonical/contract.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import { addRatios, ratio } from '#schema/canonical/ratio.ts';
import type {
  CreditMemoFacts,
  InvoiceFacts,
  InvoiceIssuer,
  InvoiceOutcome,
  SubscriptionOutcome,
} from '#schema/commands/billing.ts';
import type { CustomerFacts } from '#schema/commands/crm.ts';
import type { PostingOutcome } from '#schema/commands/erp.ts';
import type { Command, CommandSystem, SagaInput, Step, StepContext } from '../engine/saga.ts';

/** What every contract saga knows from the start; decided at acceptance, so that a replay sees the same. */
export interface ContractSagaInput extends SagaInput {
  readonly legalEntity: string;
  readonly currency: string;
  readonly opportunityId: string | null;
  readonly customer: CustomerFacts;
  /** The business date on which the operation was accepted. */
  readonly businessDate: string;
  /** Units of the leading product once the change holds. */
  readonly seats: string;
  readonly invoiceIssuer: InvoiceIssuer;
  /** Systems beside the four that were connected when it was accepted. */
  readonly connected: readonly CommandSystem[];
}

/** How the steps that follow the billing step find what it and the contract step answered. */
export interface DocumentSource<Input> {
  readonly invoice: (context: StepContext<Input>) => InvoiceFacts | null;
  readonly contractId: (context: StepContext<Input>) => string;
  readonly version: (context: StepContext<Input>) => number;
}

/** Units of the leading product, at whatever prices; `0` when nothing is left. */
export function seatsOf(lines: readonly { readonly productCode: string; readonly quantity: string }[]): string {
  const leading = lines[0]?.productCode;
  const units = lines.filter(({ productCode }) => productCode === leading).map(({ quantity }) => decimalOf(quantity));
  return plain(units.reduce(addRatios, ratio(0n)));
}

/** The invoice that this billing outcome brought, if any. */
export function invoiceOf(outcome: unknown): InvoiceFacts | null {
  return (outcome as SubscriptionOutcome | undefined)?.invoice ?? null;
}

/** The documents of a billing outcome, so that whoever hears of them leaves them to this operation. */
export function documentsOf(outcome: unknown): readonly string[] {
  const invoice = invoiceOf(outcome);
  return invoice === null ? [] : [invoice.invoiceId];
}

/** What the exception of a stopped step says is at stake: the invoice's total. */
export function impactOf<Input>(source: DocumentSource<Input>) {
  return (context: StepContext<Input>): MoneyWire | null => source.invoice(context)?.total ?? null;
}

/** The ledger's customer is there before its first document. */
export function ensureErpCustomerStep<Input extends ContractSagaInput>(): Step<Input> {
  return {
    name: 'ensureErpCustomer',
    system: 'ERP',
    run: ({ input: { customer, legalEntity, currency } }) => ({
      system: 'ERP',
      name: 'ensureCustomer',
      payload: { customer, legalEntity, currency },
    }),
    compensate: 'nothing-to-undo',
  };
}

/** The ledger takes the invoice: the pivot, since a posted document is corrected by another one, never taken back. */
export function postInvoiceStep<Input extends ContractSagaInput>(source: DocumentSource<Input>): Step<Input> {
  return {
    name: 'postInvoice',
    system: 'ERP',
    run: (context) => {
      const invoice = source.invoice(context);
      if (invoice === null) return null;
      const { invoiceIssuer } = context.input;
      return {
        system: 'ERP',
        name: 'postInvoice',
        payload: { invoice, contractId: source.contractId(context), invoiceIssuer },
      };
    },
    compensate: 'pivot',
    correctable: ['postingPeriod'],
    announces: (context, outcome) => {
      const documentId = source.invoice(context)?.invoiceId ?? '';
      const { documentNumber } = outcome as PostingOutcome;
      return [{ type: 'invoice.posted', schemaVersion: 1, data: { documentId, documentNumber } }];
    },
  };
}

/** Where the ledger issues invoices, billing's draft is finalised under the ledger's number, so that it can be paid. */
export function issueInvoiceStep<Input extends ContractSagaInput>(source: DocumentSource<Input>): Step<Input> {
  return {
    name: 'issueInvoice',
    system: 'BILLING',
    run: (context) => {
      const posting = context.outcomes['postInvoice'] as PostingOutcome | undefined;
      const invoice = source.invoice(context);
      if (context.input.invoiceIssuer !== 'ERP' || posting === undefined || invoice === null) return null;
      const payload = { invoiceId: invoice.invoiceId, number: posting.documentNumber };
      return { system: 'BILLING', name: 'issueInvoice', payload };
    },
    compensate: 'forward',
    documents: (outcome) => [(outcome as InvoiceOutcome).invoice.invoiceId],
  };
}

type InvoiceFrom<Input> = (context: StepContext<Input>) => InvoiceFacts | null;

/** What of the customer's balance an operation's invoice drew; a draft draws on it only when it is issued. */
function finalInvoice<Input>(invoiceFrom: InvoiceFrom<Input>, context: StepContext<Input>): InvoiceFacts | null {
  const issued = context.outcomes['issueInvoice'] as InvoiceOutcome | undefined;
  return issued?.invoice ?? invoiceFrom(context);
}

/**
 * What the customer's balance settled of an invoice is settled in the ledger too, once the invoice is final. A credit memo
 * that it drew may stand behind this operation in the contract's line, as one that somebody issued in billing itself: the
 * ledger gets it here then, since waiting for it would be waiting for ever.
 */
export function applyCreditSteps<Input extends SagaInput & { readonly legalEntity: string }>(
  invoiceFrom: InvoiceFrom<Input>,
): readonly Step<Input>[] {
  return [
    {
      name: 'readDrawnCredit',
      system: 'BILLING',
      run: (context) => {
        const drawn = finalInvoice(invoiceFrom, context)?.creditsDrawn;
        if (drawn === undefined) return null;
        const ids = new Set(drawn.flatMap(({ documentId }) => documentId ?? []));
        return [...ids].map((creditMemoId) => ({
          system: 'BILLING',
          name: 'readCreditMemo',
          payload: { creditMemoId },
          reads: true,
        }));
      },
      compensate: 'forward',
    },
    {
      name: 'applyCredit',
      system: 'ERP',
      run: (context) => {
        const invoice = finalInvoice(invoiceFrom, context);
        if (invoice?.creditsDrawn === undefined) return null;
        const { invoiceId, creditsDrawn: credits } = invoice;
        const { legalEntity } = context.input;
        return [
          ...drawnMemos(context).map((creditMemo) => ({
            system: 'ERP' as const,
            name: 'postCreditMemo',
            payload: { creditMemo },
          })),
          { system: 'ERP', name: 'applyCredit', payload: { invoiceId, legalEntity, credits } },
        ];
      },
      compensate: 'forward',
      correctable: ['postingPeriod'],
    },
  ];
}

/** The credit memos among what was drawn; an invoice below zero is none, and its own operation stands before this one. */
function drawnMemos({ outcomes }: StepContext<unknown>): readonly CreditMemoFacts[] {
  const read = (outcomes['readDrawnCredit'] ?? []) as readonly (CreditMemoFacts | null)[];
  return read.flatMap((memo) => (memo === null || memo.status === 'VOID' ? [] : [memo]));
}

/** What the ledger does with an operation's invoice, one after the other. */
export function ledgerBranch<Input extends ContractSagaInput>(source: DocumentSource<Input>): readonly Step<Input>[] {
  return [
    ensureErpCustomerStep(),
    postInvoiceStep(source),
    issueInvoiceStep(source),
    ...applyCreditSteps(source.invoice),
  ];
}

/** The deal in the CRM shows what came of it, so that sales need not ask finance. */
export function reportToCrmStep<Input extends ContractSagaInput>(source: DocumentSource<Input>): Step<Input> {
  return {
    name: 'reportToCrm',
    system: 'CRM',
    run: (context): Command | null => {
      const { opportunityId, seats } = context.input;
      if (opportunityId === null) return null;
      const posting = context.outcomes['postInvoice'] as PostingOutcome | undefined;
      const payload = {
        opportunityId,
        contractVersion: source.version(context),
        seats,
        invoiceNumber: numberOf(context, source, posting),
        postingStatus: posting?.status ?? 'NOT_APPLICABLE',
        syncStatus: 'IN_SYNC',
      };
      return { system: 'CRM', name: 'reportStatus', payload };
    },
    compensate: 'forward',
    skippable: true,
  };
}

/** The number that the customer sees: of whoever issues the invoice. */
function numberOf<Input extends ContractSagaInput>(
  context: StepContext<Input>,
  source: DocumentSource<Input>,
  posting: PostingOutcome | undefined,
): string | null {
  const issued = context.input.invoiceIssuer === 'ERP' ? posting?.documentNumber : undefined;
  return issued ?? source.invoice(context)?.number ?? null;
}
