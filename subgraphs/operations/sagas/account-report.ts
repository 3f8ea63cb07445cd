import type { ReportAccount } from '#schema/commands/crm.ts';
import type { CommandSystem, SagaInput, Step, StepContext } from '../engine/saga.ts';

/** What sagas that report about a customer know of it. */
export interface AccountSagaInput extends SagaInput {
  readonly customerId: string;
  readonly contractId: string | null;
  readonly businessDate: string;
  readonly connected: readonly CommandSystem[];
}

type Standing = Pick<ReportAccount, 'invoiceNumber' | 'invoiceStatus' | 'paymentStatus' | 'openBalance'>;

/** The customer's account in the CRM shows how its latest invoice and payment stand. */
export function reportAccountStep<Input extends AccountSagaInput>(
  standing: (context: StepContext<Input>) => Standing,
): Step<Input> {
  return {
    name: 'reportAccount',
    system: 'CRM',
    run: (context) => {
      const { customerId, businessDate } = context.input;
      return {
        system: 'CRM',
        name: 'reportAccount',
        payload: { customerId, asOf: businessDate, ...standing(context) },
      };
    },
    compensate: 'forward',
    skippable: true,
  };
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
