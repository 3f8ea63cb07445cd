import type { InvoiceStateFacts } from '#schema/commands/billing.ts';
import type { ReportAccount } from '#schema/commands/crm.ts';
import type { CommandSystem, SagaInput, Step, StepContext } from '../engine/saga.ts';

/** What sagas that report to the CRM know of a customer. */
export interface CrmReportInput extends SagaInput {
  readonly customerId: string;
  readonly businessDate: string;
  /** By the policy when the operation was accepted; left out = the CRM is told. */
  readonly reportsToCrm?: boolean;
}

/** What sagas that report to everybody know of it. */
export interface AccountSagaInput extends CrmReportInput {
  readonly contractId: string | null;
  readonly connected: readonly CommandSystem[];
}

type Standing = Pick<ReportAccount, 'invoiceNumber' | 'invoiceStatus' | 'paymentStatus' | 'openBalance'>;

function isToldTo({ reportsToCrm = true }: CrmReportInput): boolean {
  return reportsToCrm;
}

/** The customer's account in the CRM shows how its latest invoice and payment stand. */
export function reportAccountStep<Input extends CrmReportInput>(
  standing: (context: StepContext<Input>) => Standing | null,
): Step<Input> {
  return {
    name: 'reportAccount',
    system: 'CRM',
    run: (context) => {
      const { customerId, businessDate } = context.input;
      const stands = isToldTo(context.input) ? standing(context) : null;
      if (stands === null) return null;
      return { system: 'CRM', name: 'reportAccount', payload: { customerId, asOf: businessDate, ...stands } };
    },
    compensate: 'forward',
    skippable: true,
  };
}

/** Reads how an invoice stands after what was done to it, and has the customer's account in the CRM show that. */
export function reportInvoiceSteps<Input extends CrmReportInput>(
  invoiceIdOf: (context: StepContext<Input>) => string | null,
): readonly Step<Input>[] {
  return [
    {
      name: 'readInvoiceState',
      system: 'BILLING',
      run: (context) => {
        const invoiceId = isToldTo(context.input) ? invoiceIdOf(context) : null;
        return invoiceId === null
          ? null
          : { system: 'BILLING', name: 'readInvoice', payload: { invoiceId }, reads: true };
      },
      compensate: 'forward',
      skippable: true,
    },
    reportAccountStep(({ outcomes }) => {
      const state = (outcomes['readInvoiceState'] as InvoiceStateFacts | null | undefined) ?? null;
      if (state === null) return null;
      const { invoice, amountDue, payments } = state;
      return {
        invoiceNumber: invoice.number,
        invoiceStatus: invoice.status,
        paymentStatus: payments.at(-1)?.status ?? null,
        openBalance: amountDue,
      };
    }),
  ];
}

/** Those who look after the customer see it too, where such a system is connected. */
export function reportHealthStep<Input extends AccountSagaInput>(
  standing: (context: StepContext<Input>) => Standing,
): Step<Input> {
  return {
    name: 'reportHealth',
    system: 'SUCCESS',
    run: (context) => {
      const { customerId, contractId, businessDate, connected } = context.input;
      if (!connected.includes('SUCCESS')) return null;
      const { invoiceStatus, paymentStatus, openBalance } = standing(context);
      const payload = { customerId, contractId, asOf: businessDate, invoiceStatus, paymentStatus, openBalance };
      return { system: 'SUCCESS', name: 'reportHealth', payload };
    },
    compensate: 'forward',
    skippable: true,
  };
}
