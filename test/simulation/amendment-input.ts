import type { SagaInput } from '#operations/engine/saga.ts';
import type { AmendContractInput } from '#operations/sagas/amend-contract.ts';

/** What an amendment of 500 to 501 seats is queued with. */
export function amendmentInput(operationId: string, contractId: string): SagaInput {
  const input: AmendContractInput = {
    operationId,
    contractId,
    legalEntity: 'US',
    currency: 'USD',
    opportunityId: null,
    customer: { customerId: 'cust_1', externalId: '001', name: 'Meridian', country: 'US', legalEntity: 'US' },
    businessDate: '2026-08-16',
    seats: '501',
    invoiceIssuer: 'BILLING',
    connected: [],
    expectedVersion: 1,
    effectiveOn: '2026-08-16',
    kind: 'QUANTITY',
    reason: null,
    requestedBy: 'ada',
    deltas: [],
    endsOn: null,
    status: null,
    frequency: null,
    grants: [],
    nextLines: [],
    products: [],
  };
  return input;
}
