import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { CONNECTION, type Org } from './room.ts';

/** A won deal: 500 platform seats at 1,200.00 a year for 2026, with an analytics product in the catalogue beside it. */
export interface Meridian {
  readonly account: string;
  readonly opportunity: string;
  readonly seats: string;
  readonly opportunityId: string;
  readonly customerId: string;
}

export async function meridian(org: Org, change: Readonly<Record<string, unknown>> = {}): Promise<Meridian> {
  const [book] = await org.query('SELECT Id FROM Pricebook2 WHERE IsStandard = true');
  const seats = await org.create('Product2', { Name: 'Platform seats', ProductCode: 'PLATFORM-SEAT', IsActive: true });
  const analytics = await org.create('Product2', {
    Name: 'Premium Analytics',
    ProductCode: 'PREMIUM-ANALYTICS',
    IsActive: true,
  });
  const price = (product: string, unitPrice: string) =>
    org.create('PricebookEntry', {
      Pricebook2Id: book?.['Id'],
      Product2Id: product,
      UnitPrice: unitPrice,
      CurrencyIsoCode: 'USD',
      IsActive: true,
    });
  const seatPrice = await price(seats, '1200.00');
  await price(analytics, '90000.00');
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
    seats,
    opportunityId: mintedId({ kind: 'opportunity', connection: CONNECTION, externalId: opportunity }),
    customerId: mintedId({ kind: 'customer', connection: CONNECTION, externalId: account }),
  };
}

/** 500 to 800 seats and Premium Analytics from 16 August 2026 on. */
export const AUGUST_UPGRADE = {
  effectiveOn: '2026-08-16',
  kind: 'UPGRADE',
  reason: 'More staff',
  requestedBy: 'ada',
  operationId: 'op_upgrade',
  deltas: [
    {
      productCode: 'PLATFORM-SEAT',
      quantity: '300',
      unitPrice: '1200',
      startsOn: '2026-08-16',
      endsOn: '2026-12-31',
    },
    {
      productCode: 'PREMIUM-ANALYTICS',
      quantity: '1',
      unitPrice: '90000',
      startsOn: '2026-08-16',
      endsOn: '2026-12-31',
    },
  ],
} as const;
