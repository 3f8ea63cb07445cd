/** What the demo company sells, for a unit and year, by the currency of its two entities. */
export interface DemoProduct {
  readonly code: string;
  readonly name: string;
  readonly prices: Readonly<Record<DemoCurrency, string>>;
  /** By the unit and year where it is left out. The price of what is metered is for one unit consumed, that of a service for all of it. */
  readonly chargeModel?: 'USAGE' | 'MILESTONE';
  /** Account numbers of the ledger. */
  readonly incomeAccount: string;
  readonly deferredAccount: string;
}

export type DemoCurrency = 'USD' | 'EUR';

/** Our two legal entities and what they keep books in. */
export const ENTITIES = [
  { code: 'US', currency: 'USD' },
  { code: 'DE', currency: 'EUR' },
] as const;

const SUBSCRIPTIONS = { incomeAccount: '4000', deferredAccount: '2500' };

export const PRODUCTS: readonly DemoProduct[] = [
  { code: 'PLATFORM-SEAT', name: 'Platform seat', prices: { USD: '1200.00', EUR: '1080.00' }, ...SUBSCRIPTIONS },
  {
    code: 'PREMIUM-ANALYTICS',
    name: 'Premium Analytics',
    prices: { USD: '90000.00', EUR: '82000.00' },
    ...SUBSCRIPTIONS,
  },
  { code: 'DATA-RESIDENCY', name: 'Data residency', prices: { USD: '18000.00', EUR: '16500.00' }, ...SUBSCRIPTIONS },
  { code: 'AUDIT-TRAIL', name: 'Audit trail', prices: { USD: '240.00', EUR: '220.00' }, ...SUBSCRIPTIONS },
  { code: 'SUPPORT-PREMIER', name: 'Premier support', prices: { USD: '36000.00', EUR: '32400.00' }, ...SUBSCRIPTIONS },
];
