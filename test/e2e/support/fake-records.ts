/** Records of the fake graph, in the shapes of the public schema. Figures are those of the worked example, written down and not computed. */

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export function usd(amount: string): Money {
  return { amount, currency: 'USD' };
}

const DAY_S = 86_400;

// The business clock of a demonstration stands elsewhere than the browser's; the page must not mix the two.
const BEHIND_BROWSER_S = 97 * DAY_S;

/** Instants are told as ages by the server's clock, so that the page shows the same whenever it is looked at. */
export function ago(seconds: number): string {
  return new Date(Date.now() - (BEHIND_BROWSER_S + seconds) * 1_000).toISOString();
}

export function origin(
  system: string,
  vendor: string,
  externalId: string,
  how: { ageS?: number; stale?: boolean } = {},
) {
  return {
    system,
    vendor,
    connection: `${vendor}-us`,
    externalId,
    asOf: () => ago(how.ageS ?? 42),
    stale: how.stale ?? false,
    url: null,
  };
}

export const seats = { id: 'product-seat', code: 'PLATFORM-SEAT', name: 'Platform seat' };
export const analytics = { id: 'product-analytics', code: 'PREMIUM-ANALYTICS', name: 'Premium Analytics' };
export const us = { id: 'entity-us', code: 'US', name: 'Revgraph Inc.', functionalCurrency: 'USD', erp: 'netsuite-us' };

export function periodOf(month: string, status = 'OPEN') {
  return {
    id: `period-${month}`,
    name: month,
    startsOn: `${month}-01`,
    endsOn: `${month}-28`,
    status,
    legalEntity: us,
  };
}

export function page<Row>(rows: readonly Row[]) {
  return {
    totalCount: rows.length,
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    edges: rows.map((node, index) => ({ cursor: `${index}`, node })),
  };
}

function line(product: typeof seats, quantity: string, price: string, startsOn: string) {
  return {
    id: `line-${product.code}-${quantity}`,
    product,
    quantity,
    unitPrice: usd(price),
    startsOn,
    endsOn: '2026-12-31',
    chargeModel: 'PER_UNIT',
  };
}

const firstLines = [line(seats, '500', '1200.00', '2026-01-01')];
const amendedLines = [line(seats, '800', '1200.00', '2026-01-01'), line(analytics, '1', '90000.00', '2026-08-16')];
const firstVersion = {
  version: 1,
  effectiveOn: '2026-01-01',
  recordedAt: () => ago(320 * DAY_S),
  totalValue: usd('600000.00'),
  amendment: { kind: 'NEW', reason: null, requestedBy: 'd.okafor', approvedBy: null, operation: null },
  lines: firstLines,
};
const secondVersion = {
  version: 2,
  effectiveOn: '2026-08-16',
  recordedAt: () => ago(5),
  totalValue: usd('770136.98'),
  amendment: {
    kind: 'UPGRADE',
    reason: 'Rollout to all plants',
    requestedBy: 'revops',
    approvedBy: null,
    operation: null,
  },
  lines: amendedLines,
};

/** The contract before and after the amendment of 2026-08-16. */
export function contractOf(amended: boolean) {
  return {
    id: 'contract-meridian',
    number: 'C-10042',
    version: amended ? 2 : 1,
    status: 'ACTIVE',
    legalEntity: us,
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    currency: 'USD',
    totalValue: usd(amended ? '770136.98' : '600000.00'),
    annualValue: usd(amended ? '1050000.00' : '600000.00'),
    lines: amended ? amendedLines : firstLines,
    versions: amended ? [firstVersion, secondVersion] : [firstVersion],
    provenance: origin('CRM', 'salesforce', '8005g000001AbCdAAK'),
  };
}

function posting(documentNumber: string, month: string, status: string) {
  return {
    id: `posting-${documentNumber}`,
    status,
    documentNumber,
    legalEntity: us,
    period: periodOf(month, month === '2026-01' ? 'CLOSED' : 'OPEN'),
    postedAt: () => ago(60),
    journalEntries: [],
    variance: usd('0.00'),
    provenance: origin('ERP', 'netsuite', documentNumber),
  };
}

function invoice(number: string, issuedOn: string, total: string, status: string, ledger: unknown) {
  return {
    id: `invoice-${number}`,
    number,
    status,
    issuedOn,
    dueOn: null,
    total: usd(total),
    tax: usd('0.00'),
    amountDue: usd(status === 'PAID' ? '0.00' : total),
    amountPaid: usd(status === 'PAID' ? total : '0.00'),
    lines: [],
    payments: [],
    creditMemos: [],
    posting: ledger,
    provenance: origin('BILLING', 'stripe', `in_${number}`, { ageS: 25 }),
  };
}

export function invoicesOf(amended: boolean) {
  const first = invoice('MER-0001', '2026-01-01', '600000.00', 'PAID', posting('INV100231', '2026-01', 'VERIFIED'));
  const second = invoice('MER-0002', '2026-11-21', '170136.98', 'OPEN', posting('INV100877', '2026-11', 'POSTED'));
  return amended ? [second, first] : [first];
}

/** Billed, recognized and deferred at the end of a day; the days that the test looks at are written out. */
export function revenueOf(amended: boolean, asOf: string | null | undefined) {
  const august = asOf === '2026-08-31';
  const figures = amended
    ? august
      ? { recognized: '419178.08', deferred: '350958.90', left: '350958.90' }
      : { recognized: '655068.50', deferred: '115068.48', left: '115068.48' }
    : august
      ? { recognized: '399452.05', deferred: '200547.95', left: '200547.95' }
      : { recognized: '534246.58', deferred: '65753.42', left: '65753.42' };
  const total = usd(amended ? '770136.98' : '600000.00');
  return [
    {
      legalEntity: us,
      contracted: total,
      billed: total,
      recognized: usd(figures.recognized),
      deferred: usd(figures.deferred),
      unbilled: usd('0.00'),
      remainingObligation: usd(figures.left),
    },
  ];
}
