import type {
  ContractCancelled,
  ContractLine,
  CreditMemoIssued,
  DocumentLine,
  EventOf,
  RevenueEvent,
} from '#revrec/engine/events.ts';
import { aLine, anInvoice, stamp, usd } from './meridian.ts';

/** Builders for what happens to a contract after it was signed. */
type At = Parameters<typeof stamp>[0];

/** A service that is earned by evidence; 12,000.00 at its list price. */
export const building: ContractLine = aLine({
  key: 'building',
  product: 'IMPLEMENTATION',
  kind: 'OVER_TIME',
  measure: 'MILESTONE',
  trigger: 'ACCEPTANCE',
  quantity: '1',
  unitPrice: '12000',
  pricePer: 'TERM',
  amount: usd(1_200_000n),
  ssp: { entry: 'ssp:build', method: 'OBSERVABLE', low: '12000', point: '12000', high: '12000', source: 'price book' },
});

/** What is consumed is charged on top. */
export const calls: ContractLine = aLine({
  key: 'calls',
  product: 'API-CALLS',
  kind: 'USAGE',
  measure: 'USAGE_AS_INCURRED',
  quantity: '0',
  unitPrice: '0.01',
  pricePer: 'TERM',
  amount: usd(0n),
  ssp: null,
});

export function measured(at: At, percent: string, obligation = 'K-1/building'): RevenueEvent {
  return { ...stamp(at), kind: 'PROGRESS_MEASURED', payload: { obligation, percent, evidence: 'report' } };
}

export function met(at: At, obligation = 'K-1/building'): RevenueEvent {
  return { ...stamp(at), kind: 'MILESTONE_MET', payload: { obligation, evidence: 'signed' } };
}

export function serviceLine(
  minor: bigint,
  product: string | null,
  from: string | null,
  to: string | null,
): DocumentLine {
  return { key: `${product}:${minor}:${from}`, product, amount: usd(minor), from, to };
}

export function aCredit(
  at: At,
  lines: readonly DocumentLine[],
  change: Partial<CreditMemoIssued> = {},
): EventOf<'CREDIT_MEMO', CreditMemoIssued> {
  const payload = { document: `credit-${at.id}`, invoice: null, amendment: null, tax: null, lines, ...change };
  return { ...stamp(at), kind: 'CREDIT_MEMO', payload };
}

export function aCancellation(at: At, change: Partial<ContractCancelled> = {}): RevenueEvent {
  const plain = { amendment: 'A-cancel', settledOn: at.effectiveAt, refundable: usd(0n), documents: [] };
  return { ...stamp(at), kind: 'CANCELLED', payload: { ...plain, ...change } };
}

export function usageInvoice(at: At, minor: bigint, days: readonly [string, string]): RevenueEvent {
  return anInvoice(at, { lines: [serviceLine(minor, 'API-CALLS', ...days)] });
}
