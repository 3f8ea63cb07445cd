import type {
  ContractLine,
  EventOf,
  InvoiceIssued,
  ModificationApproved,
  RevenueEvent,
} from '#revrec/engine/events.ts';

/** Builders of events: a story states what matters to it and the rest is plain. */
export const KNOWN_AT = '2026-12-31T23:59:59.999Z';

interface Stamp {
  readonly id: string;
  readonly effectiveAt: string;
  readonly recordedAt?: string;
  readonly supersedes?: string | null;
  readonly objectVersion?: string;
}

export function usd(minor: bigint) {
  return { minor: minor.toString(), currency: 'USD' };
}

export function stamp({ id, effectiveAt, recordedAt, supersedes, objectVersion }: Stamp) {
  return {
    id,
    entity: 'US',
    contractKey: 'K-1',
    effectiveAt,
    recordedAt: recordedAt ?? `${effectiveAt}T08:00:00.000Z`,
    supersededAt: null,
    supersedes: supersedes ?? null,
    source: {
      system: 'TEST',
      objectType: 'fact',
      objectId: id,
      objectVersion: objectVersion ?? '1',
      payloadHash: `hash-${id}`,
    },
  };
}

export function aLine(change: Partial<ContractLine> = {}): ContractLine {
  return {
    key: 'seats',
    product: 'PLATFORM-SEAT',
    quantity: '500',
    unitPrice: '1200.00',
    pricePer: 'YEAR',
    amount: usd(60_000_000n),
    from: '2026-01-01',
    to: '2026-12-31',
    kind: 'SERIES',
    measure: 'DAILY',
    trigger: null,
    distinct: true,
    ssp: { entry: 'ssp:seat', method: 'OBSERVABLE', low: '1100', point: '1200', high: '1300', source: 'study 2026' },
    ...change,
  };
}

export function anApproval(lines: readonly ContractLine[] = [aLine()]): RevenueEvent {
  const payload = { customer: 'Meridian', currency: 'USD', lines };
  return { ...stamp({ id: 'e-approved', effectiveAt: '2026-01-01' }), kind: 'CONTRACT_APPROVED', payload };
}

export function aModification(
  change: Partial<ModificationApproved>,
  at: Stamp,
): EventOf<'MODIFICATION_APPROVED', ModificationApproved> {
  const plain = { amendment: 'A-1', added: [], removed: [], priceDelta: null, concession: null, answers: {} };
  return { ...stamp(at), kind: 'MODIFICATION_APPROVED', payload: { ...plain, ...change } };
}

export function anInvoice(at: Stamp, change: Partial<InvoiceIssued> & Pick<InvoiceIssued, 'lines'>): RevenueEvent {
  const payload = { document: `document-${at.id}`, amendment: null, tax: null, ...change };
  return { ...stamp(at), kind: 'INVOICE_ISSUED', payload };
}

export function documentLine(minor: bigint, product: string | null = 'PLATFORM-SEAT') {
  return { key: `${product}:${minor}`, product, amount: usd(minor), from: null, to: null };
}

const rest = { from: '2026-08-16', to: '2026-12-31' } as const;

export const moreSeats = aLine({ ...rest, key: 'more-seats', quantity: '300', amount: usd(36_295_890n - 22_684_932n) });

export const analytics = aLine({
  ...rest,
  key: 'analytics',
  product: 'PREMIUM-ANALYTICS',
  quantity: '1',
  unitPrice: '90000.00',
  amount: usd(3_402_740n),
  ssp: {
    entry: 'ssp:analytics',
    method: 'OBSERVABLE',
    low: '85000',
    point: '90000',
    high: '95000',
    source: 'study 2026',
  },
});

export const upgrade = aModification({ added: [moreSeats, analytics] }, { id: 'e-upgrade', effectiveAt: '2026-08-16' });

export const firstInvoice = anInvoice(
  { id: 'e-invoice-1', effectiveAt: '2026-01-01' },
  { lines: [documentLine(60_000_000n)] },
);

export const upgradeInvoice = anInvoice(
  { id: 'e-invoice-2', effectiveAt: '2026-08-16' },
  {
    amendment: 'A-1',
    lines: [documentLine(-22_684_932n), documentLine(36_295_890n), documentLine(3_402_740n, 'PREMIUM-ANALYTICS')],
  },
);

export const downgrade = aModification(
  { amendment: 'A-2', removed: [{ product: 'PLATFORM-SEAT', quantity: '200', credit: usd(-6_049_315n) }] },
  { id: 'e-downgrade', effectiveAt: '2026-10-01' },
);

export const meridian: readonly RevenueEvent[] = [anApproval(), firstInvoice, upgrade, upgradeInvoice];
