import type { ContractFacts, OpportunityFacts, SoldLine } from '#schema/commands/crm.ts';

export const CUSTOMER = { customerId: 'cust_1', externalId: '001', name: 'Meridian', country: 'US', legalEntity: 'US' };

export function line(productCode: string, quantity: string, unitPrice: string): SoldLine {
  const term = { startsOn: '2026-01-01', endsOn: '2026-12-31' };
  return {
    productId: `prod_${productCode}`,
    productCode,
    productName: productCode,
    quantity,
    unitPrice,
    listPrice: null,
    ...term,
  };
}

export function deal(change: Partial<OpportunityFacts> = {}): OpportunityFacts {
  return {
    opportunityId: 'opp_1',
    externalId: '006',
    name: 'Meridian platform',
    stage: 'Closed Won',
    won: true,
    currency: 'USD',
    legalEntity: 'US',
    closedOn: '2025-12-20',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    paymentTermDays: 30,
    contractId: null,
    customer: CUSTOMER,
    lines: [line('SEAT', '500', '1200.00')],
    ...change,
  };
}

export function contract(change: Partial<ContractFacts> = {}): ContractFacts {
  return {
    contractId: 'ctr_1',
    externalId: '800',
    number: '00000100',
    version: 1,
    status: 'ACTIVE',
    currency: 'USD',
    legalEntity: 'US',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    opportunityId: 'opp_1',
    customer: CUSTOMER,
    lines: [line('SEAT', '500', '1200.00')],
    ...change,
  };
}
