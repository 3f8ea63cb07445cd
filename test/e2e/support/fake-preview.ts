import { analytics, periodOf, seats, us, usd } from './fake-records.ts';

/** What 500 -> 800 seats and Premium Analytics from 2026-08-16 would do: the worked example's figures. */

function obligation(name: string) {
  return {
    id: `obligation-${name}`,
    name,
    product: null,
    method: 'DAILY',
    standaloneSellingPrice: usd('0.00'),
    allocated: usd('0.00'),
    recognized: usd('0.00'),
    startsOn: null,
    endsOn: null,
    status: 'ACTIVE',
    explanation: [],
  };
}

function schedule(name: string, amounts: readonly (readonly [string, string])[]) {
  return amounts.map(([month, amount]) => ({
    period: periodOf(month),
    obligation: obligation(name),
    amount: usd(amount),
    originPeriod: null,
    posted: false,
    cumulative: usd(amount),
  }));
}

const before = schedule('Seats', [
  ['2026-07', '50958.90'],
  ['2026-08', '50958.90'],
  ['2026-09', '49315.07'],
  ['2026-10', '50958.91'],
  ['2026-11', '49315.07'],
  ['2026-12', '50958.90'],
]);
const addedSeats = schedule('Added seats', [
  ['2026-08', '15780.82'],
  ['2026-09', '29589.04'],
  ['2026-10', '30575.34'],
  ['2026-11', '29589.04'],
  ['2026-12', '30575.34'],
]);
const addedAnalytics = schedule('Premium Analytics', [
  ['2026-08', '3945.21'],
  ['2026-09', '7397.26'],
  ['2026-10', '7643.83'],
  ['2026-11', '7397.26'],
  ['2026-12', '7643.84'],
]);

function invoiceLine(id: string, description: string, product: unknown, quantity: string, amount: string) {
  return {
    id,
    description,
    product,
    quantity,
    amount: usd(amount),
    servicePeriodStartsOn: '2026-08-16',
    servicePeriodEndsOn: '2026-12-31',
    proration: true,
    taxCode: null,
  };
}

export const preview = {
  invoiceLines: [
    invoiceLine('l1', 'Unused time on Platform seat', seats, '500', '-226849.32'),
    invoiceLine('l2', 'Remaining time on Platform seat', seats, '800', '362958.90'),
    invoiceLine('l3', 'Premium Analytics', analytics, '1', '34027.40'),
  ],
  invoiceTotal: usd('170136.98'),
  treatment: 'SEPARATE_CONTRACT',
  approvalsRequired: [],
  warnings: ['August is locked for receivables: the invoice posts to the first open period.'],
  revenueBefore: before,
  revenueAfter: [...before, ...addedSeats, ...addedAnalytics],
  journalEntries: [
    {
      id: 'journal-1',
      postedOn: '2026-11-21',
      period: periodOf('2026-11'),
      legalEntity: us,
      source: null,
      provenance: null,
      lines: [
        { account: '1200', accountName: 'Accounts receivable', debit: usd('170136.98'), credit: null, dimensions: [] },
        { account: '2400', accountName: 'Deferred revenue', debit: null, credit: usd('170136.98'), dimensions: [] },
      ],
    },
  ],
};
