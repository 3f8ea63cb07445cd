import type { InvoiceFacts } from '#schema/commands/billing.ts';
import type { JournalBatch } from '#schema/commands/erp.ts';
import type { Accountant } from './room.ts';

export const CUSTOMER = {
  customerId: 'cust_meridian',
  externalId: '001',
  name: 'Meridian Health',
  country: 'US',
  legalEntity: 'US',
} as const;
export const ENSURED = { customer: CUSTOMER, legalEntity: 'US', currency: 'USD' } as const;

const usd = (minor: bigint) => ({ minor: minor.toString(), currency: 'USD' });

function line(id: string, productCode: string, quantity: string, minor: bigint): InvoiceFacts['lines'][number] {
  return {
    id,
    description: `${productCode} from 16 August 2026`,
    productId: `prod_${productCode.toLowerCase()}`,
    productCode,
    quantity,
    amount: usd(minor),
    serviceStartsOn: '2026-08-16',
    serviceEndsOn: '2026-12-31',
    proration: true,
    taxCode: null,
  };
}

/** The invoice of Meridian's August upgrade: 170,136.98 net of what was billed before. */
export const AUGUST_INVOICE: InvoiceFacts = {
  invoiceId: 'inv_august',
  externalId: 'in_august',
  number: 'A-0002',
  status: 'OPEN',
  customerId: CUSTOMER.customerId,
  contractId: 'ctr_meridian',
  legalEntity: 'US',
  currency: 'USD',
  issuedOn: '2026-08-16',
  dueOn: '2026-09-15',
  total: usd(17_013_698n),
  tax: usd(0n),
  lines: [
    line('il_1', 'PLATFORM-SEAT', '500', -22_684_932n),
    line('il_2', 'PLATFORM-SEAT', '800', 36_295_890n),
    line('il_3', 'PREMIUM-ANALYTICS', '1', 3_402_740n),
  ],
};

/** Another invoice of the same lines. */
export function invoice(id: string, change: Partial<InvoiceFacts> = {}): InvoiceFacts {
  return { ...AUGUST_INVOICE, invoiceId: id, number: `A-${id}`, ...change };
}

/** Revenue of August under its own business key. */
export function journal(batchKey: string, change: Partial<JournalBatch['journal']> = {}): JournalBatch {
  const own = { productCode: 'PLATFORM-SEAT', contractId: 'ctr_meridian', obligationId: 'ob_seats' };
  return {
    batchKey,
    journal: {
      legalEntity: 'US',
      currency: 'USD',
      period: '2026-08',
      postedOn: '2026-08-31',
      memo: 'Revenue of August 2026',
      lines: [
        { role: 'CONTRACT_LIABILITY', ...own, originPeriod: null, debit: usd(6_849_315n), credit: null },
        { role: 'REVENUE', ...own, originPeriod: null, debit: null, credit: usd(6_849_315n) },
      ],
      ...change,
    },
  };
}

export async function setUpItems(books: Accountant): Promise<void> {
  await books.item('PLATFORM-SEAT');
  await books.item('PREMIUM-ANALYTICS');
}
