import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { CONNECTION, type Org } from './room.ts';

/** Platform seats at 1,200.00 a year and Premium Analytics at 90,000.00, in US dollars. */
export interface Catalogue {
  readonly seats: string;
  readonly seatPrice: string;
}

/** A won deal of Meridian Health: 500 platform seats for 2026. Ids of the vendor, then ours. */
export interface WonDeal {
  readonly account: string;
  readonly opportunity: string;
  readonly opportunityId: string;
  readonly customerId: string;
}

export async function catalogue(org: Org): Promise<Catalogue> {
  const [book] = await org.query('SELECT Id FROM Pricebook2 WHERE IsStandard = true');
  const sold = async (Name: string, ProductCode: string, UnitPrice: string) => {
    const product = await org.create('Product2', { Name, ProductCode, IsActive: true });
    const price = await org.create('PricebookEntry', {
      Pricebook2Id: book?.['Id'],
      Product2Id: product,
      UnitPrice,
      CurrencyIsoCode: 'USD',
      IsActive: true,
    });
    return { product, price };
  };
  const seats = await sold('Platform seats', 'PLATFORM-SEAT', '1200.00');
  await sold('Premium Analytics', 'PREMIUM-ANALYTICS', '90000.00');
  return { seats: seats.product, seatPrice: seats.price };
}

export async function wonDeal(
  org: Org,
  { seatPrice }: Catalogue,
  change: Readonly<Record<string, unknown>> = {},
): Promise<WonDeal> {
  const account = await org.create('Account', {
    Name: 'Meridian Health',
    Type: 'Customer',
    BillingCountry: 'US',
    LegalEntity__c: 'US',
  });
  const opportunity = await org.create('Opportunity', {
    Name: 'Meridian platform',
    AccountId: account,
    StageName: 'Closed Won',
    Amount: '600000.00',
    CloseDate: '2025-12-15',
    CurrencyIsoCode: 'USD',
    TermStart__c: '2026-01-01',
    TermEnd__c: '2026-12-31',
    LegalEntity__c: 'US',
    PaymentTermDays__c: 30,
    ...change,
  });
  await org.create('OpportunityLineItem', {
    OpportunityId: opportunity,
    PricebookEntryId: seatPrice,
    Quantity: '500',
    UnitPrice: '1200.00',
  });
  return {
    account,
    opportunity,
    opportunityId: ourId('opportunity', opportunity),
    customerId: ourId('customer', account),
  };
}

/** The id that the graph gives a record of the org. */
export function ourId(kind: string, externalId: string): string {
  return mintedId({ kind, connection: CONNECTION, externalId });
}

/** 500 to 800 seats and Premium Analytics from 16 August 2026 on. */
export const AUGUST_UPGRADE = {
  effectiveOn: '2026-08-16',
  kind: 'UPGRADE',
  reason: 'More staff',
  requestedBy: 'ada',
  operationId: 'op_upgrade',
  deltas: [
    { productCode: 'PLATFORM-SEAT', quantity: '300', unitPrice: '1200', startsOn: '2026-08-16', endsOn: '2026-12-31' },
    {
      productCode: 'PREMIUM-ANALYTICS',
      quantity: '1',
      unitPrice: '90000',
      startsOn: '2026-08-16',
      endsOn: '2026-12-31',
    },
  ],
} as const;
