import { decimalOf, plain } from '#schema/canonical/contract.ts';
import { addRatios, ratio } from '#schema/canonical/ratio.ts';
import type { InvoiceFacts, SubscriptionOutcome } from '#schema/commands/billing.ts';
import type { PeriodFacts, PostingOutcome } from '#schema/commands/erp.ts';
import type { PostingWindow, RevenueOutcome } from '#schema/commands/revrec.ts';
import type { Command, Step, StepContext } from '../engine/saga.ts';

/** What both contract sagas know from the start; decided at acceptance, so that a replay sees the same. */
export interface ContractSagaInput {
  readonly operationId: string;
  readonly sequence: number | null;
  readonly legalEntity: string;
  readonly opportunityId: string | null;
  /** The business date on which the operation was accepted. */
  readonly businessDate: string;
  /** Units of the leading product once the change holds. */
  readonly seats: string;
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

/** The ledger takes the invoice: the pivot, since a posted document is corrected by another one, never taken back. */
export function postInvoiceStep<Input>(source: DocumentSource<Input>): Step<Input> {
  return {
    name: 'postInvoice',
    system: 'ERP',
    run: (context) => {
      const invoice = source.invoice(context);
      return invoice === null
        ? null
        : { system: 'ERP', name: 'postInvoice', payload: { invoice, contractId: source.contractId(context) } };
    },
    compensate: 'pivot',
  };
}

/** Which months the ledger still takes, asked before the schedule is made so that it knows where to post. */
export function readPeriodsStep<Input extends ContractSagaInput>(): Step<Input> {
  return {
    name: 'readPeriods',
    system: 'ERP',
    run: ({ input }) => ({
      system: 'ERP',
      name: 'readPeriods',
      payload: { legalEntity: input.legalEntity },
      reads: true,
    }),
    compensate: 'forward',
  };
}

/** The ledger takes the entries made of the schedule; nothing to do when none is due. */
export function postJournalsStep<Input>(schedule: string): Step<Input> {
  return {
    name: 'postRevenueJournals',
    system: 'ERP',
    run: ({ outcomes }) => {
      const { journals } = outcomes[schedule] as RevenueOutcome;
      return journals.length === 0 ? null : { system: 'ERP', name: 'postJournals', payload: { batches: journals } };
    },
    compensate: 'forward',
  };
}

/** The schedule notes which of its rows the ledger has. */
export function recordJournalsStep<Input>(schedule: string): Step<Input> {
  return {
    name: 'recordPostedJournals',
    system: 'REVREC',
    run: ({ outcomes }) => {
      const posted = outcomes['postRevenueJournals'] as { readonly entries: unknown } | undefined;
      if (posted === undefined) return null;
      const { journals } = outcomes[schedule] as RevenueOutcome;
      return { system: 'REVREC', name: 'recordPosted', payload: { batches: journals, entries: posted.entries } };
    },
    compensate: 'forward',
  };
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
        invoiceNumber: source.invoice(context)?.number ?? null,
        postingStatus: posting?.status ?? 'NOT_APPLICABLE',
        syncStatus: 'IN_SYNC',
      };
      return { system: 'CRM', name: 'reportStatus', payload };
    },
    compensate: 'forward',
  };
}

/** The current month is posted with the change; what belongs to a closed month goes into the first open one. */
export function postingWindow(periods: unknown, businessDate: string): PostingWindow {
  const open = (periods as readonly PeriodFacts[]).filter(({ status }) => status !== 'CLOSED');
  return { through: businessDate.slice(0, 'YYYY-MM'.length), openPeriods: open.map(({ key }) => key) };
}
