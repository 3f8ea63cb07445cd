import type { InvoiceFacts } from '#schema/commands/billing.ts';
import type { ContractFacts } from '#schema/commands/crm.ts';
import type { ModifyContract, RecognizeContract } from '#schema/commands/revrec.ts';
import type { Room } from './room.ts';

const SEAT = { productId: 'prod_seat', productCode: 'PLATFORM-SEAT', productName: 'Platform seats', listPrice: '1200' };
const ANALYTICS = {
  productId: 'prod_analytics',
  productCode: 'PREMIUM-ANALYTICS',
  productName: 'Premium Analytics',
  listPrice: '90000',
};
export const PRODUCTS = [SEAT, ANALYTICS];

/** Every month of 2026 is open, and figures up to the end of August are due. */
export const AUGUST = { through: '2026-08', openPeriods: months(1, 12) };

export function months(first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `2026-${String(first + index).padStart(2, '0')}`);
}

export function usd(minor: bigint | number) {
  return { minor: minor.toString(), currency: 'USD' };
}

type Billed = readonly [productCode: string, minor: number];

/** An invoice of these product amounts, each over the days from `from` to the end of 2026. */
export function invoice(invoiceId: string, from: string, lines: readonly Billed[]): InvoiceFacts {
  return {
    invoiceId,
    externalId: `in_${invoiceId}`,
    number: `N-${invoiceId}`,
    status: 'OPEN',
    customerId: 'cust_meridian',
    contractId: null,
    legalEntity: 'US',
    currency: 'USD',
    issuedOn: from,
    dueOn: null,
    total: usd(lines.reduce((all, [, minor]) => all + BigInt(minor), 0n)),
    tax: usd(0),
    lines: lines.map(([productCode, minor], index) => ({
      id: `${invoiceId}-${index}`,
      description: productCode,
      productId: null,
      productCode,
      quantity: null,
      amount: usd(minor),
      serviceStartsOn: from,
      serviceEndsOn: '2026-12-31',
      proration: from !== '2026-01-01',
      taxCode: null,
    })),
  };
}

/** Meridian's contract of 500 seats at 1,200.00 for 2026, with its first invoice. */
export function booking(change: Partial<ContractFacts> = {}): RecognizeContract {
  const contractId = change.contractId ?? 'ctr_meridian';
  return {
    contract: {
      contractId,
      externalId: '800',
      number: '00000100',
      version: 1,
      status: 'ACTIVE',
      currency: 'USD',
      legalEntity: 'US',
      startsOn: '2026-01-01',
      endsOn: '2026-12-31',
      opportunityId: null,
      customer: {
        customerId: 'cust_meridian',
        externalId: '001',
        name: 'Meridian Health',
        country: 'US',
        legalEntity: 'US',
      },
      lines: [{ ...SEAT, quantity: '500', unitPrice: '1200', startsOn: '2026-01-01', endsOn: '2026-12-31' }],
      ...change,
    },
    invoice: invoice(`inv_${contractId}`, '2026-01-01', [['PLATFORM-SEAT', 60_000_000]]),
    operationId: `op_book_${contractId}`,
    window: AUGUST,
  };
}

/** 500 to 800 seats and Premium Analytics from 16 August 2026, with billing's own proration. */
export function upgrade(change: Partial<ModifyContract> = {}): ModifyContract {
  const days = { startsOn: '2026-08-16', endsOn: '2026-12-31' };
  return {
    contractId: 'ctr_meridian',
    operationId: 'op_upgrade',
    version: 2,
    effectiveOn: '2026-08-16',
    deltas: [
      { productCode: 'PLATFORM-SEAT', quantity: '300', unitPrice: '1200', ...days },
      { productCode: 'PREMIUM-ANALYTICS', quantity: '1', unitPrice: '90000', ...days },
    ],
    products: PRODUCTS,
    invoice: invoice('inv_upgrade', '2026-08-16', [
      ['PLATFORM-SEAT', -22_684_932],
      ['PLATFORM-SEAT', 36_295_890],
      ['PREMIUM-ANALYTICS', 3_402_740],
    ]),
    window: AUGUST,
    ...change,
  };
}

/** 800 to 600 seats from 1 October 2026: 92 of 365 days come back. */
export function downgrade(change: Partial<ModifyContract> = {}): ModifyContract {
  const window = { ...AUGUST, through: '2026-10' };
  return {
    contractId: 'ctr_meridian',
    operationId: 'op_downgrade',
    version: 3,
    effectiveOn: '2026-10-01',
    deltas: [
      {
        productCode: 'PLATFORM-SEAT',
        quantity: '-200',
        unitPrice: '1200',
        startsOn: '2026-10-01',
        endsOn: '2026-12-31',
      },
    ],
    products: PRODUCTS,
    invoice: invoice('inv_downgrade', '2026-10-01', [['PLATFORM-SEAT', -6_049_315]]),
    window,
    ...change,
  };
}

export function take(
  room: Room,
  name: 'recognizeContract' | 'modifyContract',
  command: RecognizeContract | ModifyContract,
) {
  return room.command(name, command, `${command.operationId}:${name}`);
}

/** As the ledger would: every batch becomes an entry in its own month, and is recorded. */
export async function post(
  room: Room,
  batches: readonly { batchKey: string; journal: { period: string } }[],
  by: string,
) {
  const entries = batches.map(({ batchKey, journal: { period } }) => ({
    batchKey,
    journalEntryId: `je_${batchKey}`,
    documentNumber: `JE-${period}`,
    period,
  }));
  return room.command('recordPosted', { batches, entries }, `${by}:recordPostedJournals`);
}
