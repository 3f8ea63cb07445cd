import type { CustomerFacts } from '#schema/commands/crm.ts';
import type { Saga, SagaInput, Step } from '../engine/saga.ts';

export interface SyncCustomerInput extends SagaInput {
  /** Who it is now: after a merge the surviving customer. */
  readonly customerId: string;
  readonly legalEntity: string;
  /** In which the ledger knows it. */
  readonly currency: string;
  /** Customers that were merged into it: a record of theirs is its own from now on. */
  readonly mergedFrom?: readonly string[];
}

function ensure(system: 'BILLING' | 'ERP'): Step<SyncCustomerInput> {
  return {
    name: system === 'BILLING' ? 'ensureBillingCustomer' : 'ensureErpCustomer',
    system,
    run: ({ input, outcomes }) => {
      const customer = outcomes['requireCustomer'] as CustomerFacts;
      const { legalEntity, currency, mergedFrom = [] } = input;
      const payload = system === 'BILLING' ? { customer } : { customer, legalEntity, currency, mergedFrom };
      return { system, name: 'ensureCustomer', payload };
    },
    compensate: 'forward',
  };
}

/** Has billing and the ledger show a customer as the CRM does: name and place in the hierarchy, by id, never by name. */
export const syncCustomer: Saga<SyncCustomerInput> = {
  name: 'sync-customer',
  commitment: [],
  finalization: [
    {
      name: 'requireCustomer',
      system: 'CRM',
      run: ({ input }) => ({
        system: 'CRM',
        name: 'requireCustomer',
        payload: { customerId: input.customerId },
        reads: true,
      }),
      compensate: 'pivot',
    },
    { name: 'copies', branches: { billing: [ensure('BILLING')], ledger: [ensure('ERP')] } },
  ],
};
