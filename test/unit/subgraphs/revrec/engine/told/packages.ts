import type { ContractApproved, ContractCombined, RevenueEvent, Step1 } from '#revrec/engine/events.ts';
import { aBonus, aCount, delivered, estimatedAt, extendedTo, resolvedAt } from '../counted.ts';
import { building, met } from '../life.ts';
import { aLine, aModification, anInvoice, documentLine, stamp, usd } from '../meridian.ts';
import { half, quarter, signed, wells } from './terms.ts';

/** Builders of contracts that are one with others, or none yet. */
export function ofContract(key: string, event: RevenueEvent, change: Partial<RevenueEvent> = {}): RevenueEvent {
  return { ...event, ...change, contractKey: key } as RevenueEvent;
}

export function agreedWith(members: ContractCombined['members'], id = 'e-one'): RevenueEvent {
  const payload = { members, reason: 'negotiated together' };
  return { ...stamp({ id, effectiveAt: '2026-01-02' }), kind: 'CONTRACT_COMBINED', payload };
}

export function judged(effectiveAt: string, step1: Step1): RevenueEvent {
  return { ...stamp({ id: `e-judged-${effectiveAt}`, effectiveAt }), kind: 'COLLECTIBILITY_CHANGED', payload: step1 };
}

export function second(lines: ContractApproved['lines'], change: Partial<ContractApproved> = {}): RevenueEvent {
  return ofContract('K-2', signed(lines, change), stamp({ id: 'e-second', effectiveAt: '2025-12-20' }));
}

export const UNMET: Step1 = { met: false, reasons: ['no credit', 'no signature'] };
export const MET: Step1 = { met: true, reasons: [] };

const seats = aLine(half);
const ofWells = { obligation: 'K-2/wells' };
const ofWellsMet = delivered({ id: 'e-wells', effectiveAt: '2026-02-01' }, 'wells', '4', '10');

/** Two contracts at one price, the second with an estimate of its own and one tied to its wells. */
export const together: readonly RevenueEvent[] = [
  signed([seats, aLine({ ...quarter, key: 'other', product: 'OTHER', amount: usd(7_000_001n) })], {
    variable: [aBonus(90)],
  }),
  second([wells, building, aLine({ ...quarter, amount: usd(1_000_003n) })], {
    variable: [aBonus(600), aBonus(71, { key: 'tied', target: ['wells'] })],
  }),
  agreedWith(['K-2']),
  ...(ofWellsMet.kind === 'PROGRESS_MEASURED' && ofWellsMet.payload !== null
    ? [ofContract('K-2', { ...ofWellsMet, payload: { ...ofWellsMet.payload, ...ofWells } })]
    : []),
  met({ id: 'e-own', effectiveAt: '2026-02-05' }, 'K-1/seats'),
  ofContract('K-2', met({ id: 'e-built', effectiveAt: '2026-03-03' }, 'K-2/building')),
  ofContract('K-2', estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 1_000)),
  estimatedAt({ id: 'e-vc-own', effectiveAt: '2026-03-05' }, 100),
  ofContract('K-2', resolvedAt({ id: 'e-known', effectiveAt: '2026-04-01' }, 700)),
  anInvoice({ id: 'e-bill', effectiveAt: '2026-01-10' }, { lines: [documentLine(5_000_001n)] }),
  ofContract(
    'K-2',
    anInvoice({ id: 'e-bill-2', effectiveAt: '2026-02-10' }, { lines: [documentLine(400_001n, 'wells')] }),
  ),
];

/** Of three, each is told of its own, and the third by what is told of the second. */
export const threeTogether: readonly RevenueEvent[] = [
  signed([seats]),
  second([wells, aLine({ ...quarter, key: 'spare', product: 'SPARE', amount: usd(1_000_003n) })]),
  ofContract('K-3', signed([building]), stamp({ id: 'e-third', effectiveAt: '2026-01-01' })),
  agreedWith(['K-2', 'K-3']),
  ofContract('K-2', met({ id: 'e-built', effectiveAt: '2026-03-03' }, 'K-1/K-3:building')),
];

/** An amendment of the second one makes more of its wells. */
export const togetherAndChanged: readonly RevenueEvent[] = [
  signed([seats]),
  second([wells, aCount('pumps', { total: '5', dollars: 500 })]),
  agreedWith(['K-2']),
  ...together.filter(({ id }) => id === 'e-wells'),
  ofContract(
    'K-2',
    aModification(
      {
        extended: [extendedTo('12', ofWells)],
        priceDelta: usd(20_001n),
        answers: { remainingDistinct: 'SOME', notDistinct: ['K-2/wells'] },
      },
      { id: 'e-more', effectiveAt: '2026-03-01' },
    ),
  ),
];

/** What was delivered before it became a contract is earned on the day it does. */
export const identifiedLate: readonly RevenueEvent[] = [
  signed([seats, wells], { step1: UNMET }),
  delivered({ id: 'e-four', effectiveAt: '2026-01-20' }, 'wells', '4', '10'),
  anInvoice({ id: 'e-bill', effectiveAt: '2026-01-10' }, { lines: [documentLine(5_000_001n)] }),
  judged('2026-02-10', MET),
  aModification({ priceDelta: usd(-20_001n) }, { id: 'e-less', effectiveAt: '2026-03-01' }),
];

/** One of two was no contract at first, so that neither is. */
export const togetherAndLate: readonly RevenueEvent[] = [
  signed([seats]),
  second([wells], { step1: UNMET }),
  agreedWith(['K-2']),
  judged('2026-02-10', MET),
];
