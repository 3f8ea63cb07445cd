/** 500 platform seats at 1,200.00 a year for 2026, of one customer of the CRM. */
export const CUSTOMER = {
  customerId: 'cust_meridian',
  externalId: '001MERIDIAN',
  name: 'Meridian Health',
  country: 'US',
  legalEntity: 'US',
} as const;

export const SEATS = {
  productId: 'prod_seats',
  productCode: 'PLATFORM-SEAT',
  productName: 'Platform seats',
  quantity: '500',
  unitPrice: '1200',
} as const;

export const ANALYTICS = {
  productId: 'prod_analytics',
  productCode: 'PREMIUM-ANALYTICS',
  productName: 'Premium Analytics',
  quantity: '1',
  unitPrice: '90000',
} as const;

export const CONTRACT_ID = 'ctr_meridian';

export const START = {
  customer: CUSTOMER,
  contractId: CONTRACT_ID,
  contractNumber: 'C-1001',
  legalEntity: 'US',
  currency: 'USD',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  paymentTermDays: 30,
  lines: [SEATS],
} as const;

/** 500 to 800 seats and Premium Analytics from 16 August 2026 on. */
export const AUGUST_UPGRADE = {
  contractId: CONTRACT_ID,
  legalEntity: 'US',
  currency: 'USD',
  effectiveOn: '2026-08-16',
  version: 2,
  lines: [{ ...SEATS, quantity: '800' }, ANALYTICS],
} as const;

export const START_KEY = 'op_new:startSubscription';
export const AMEND_KEY = 'op_upgrade:amendSubscription';
