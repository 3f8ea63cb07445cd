import type { RevenueEvent } from '#revrec/engine/events.ts';
import { aBonus, aCount, delivered, estimatedAt, extendedTo, resolvedAt } from '../counted.ts';
import { aCredit, building, calls, measured, serviceLine, usageInvoice } from '../life.ts';
import {
  aLine,
  aModification,
  anApproval,
  analytics,
  anInvoice,
  documentLine,
  downgrade,
  firstInvoice,
  moreSeats,
  usd,
} from '../meridian.ts';
import { all, four, half, JULY, pumps, signed, ssp, two, wells } from './terms.ts';

export const mixed: readonly RevenueEvent[] = [
  signed([aLine(half), building]),
  measured({ id: 'e-half', effectiveAt: '2026-03-10' }, '50'),
  aModification({ priceDelta: usd(6_120_001n) }, { id: 'e-raise', effectiveAt: '2026-04-01' }),
];

export const extended = (answers: object): readonly RevenueEvent[] => [
  signed([wells, pumps]),
  four,
  two,
  aModification(
    { priceDelta: usd(30_001n), extended: [extendedTo('16', { sspDelta: usd(50_000n) })], answers },
    { id: 'e-more', effectiveAt: '2026-03-01' },
  ),
  delivered({ id: 'e-seven', effectiveAt: '2026-04-01' }, 'wells', '7', '16'),
  all,
];

export const asOne: readonly RevenueEvent[] = [
  signed([aCount('wells', { total: '10', dollars: 1_000 }), pumps]),
  delivered({ id: 'e-met', effectiveAt: '2026-02-01' }, 'pumps', '5', '5'),
  four,
  aModification(
    {
      added: [aCount('barn', { total: '3', dollars: 700 })],
      priceDelta: usd(1_003n),
      answers: { addsDistinct: false, remainingDistinct: 'NONE' },
    },
    { id: 'e-more', effectiveAt: '2026-03-01' },
  ),
  aModification(
    { amendment: 'A-2', removed: [], extended: [extendedTo('12')], answers: { remainingDistinct: 'NONE' } },
    { id: 'e-longer', effectiveAt: '2026-04-01' },
  ),
];

export const left: readonly RevenueEvent[] = [
  signed([aLine(half), building]),
  anInvoice({ id: 'e-bill', effectiveAt: '2026-01-01' }, { lines: [documentLine(29_753_425n)] }),
  aModification(
    {
      removed: [
        { product: 'PLATFORM-SEAT', quantity: '500', credit: usd(-10_000_000n) },
        { product: 'IMPLEMENTATION', quantity: '1', credit: usd(-1_000_000n) },
      ],
      penalty: usd(250_000n),
    },
    { id: 'e-left', effectiveAt: '2026-04-01' },
  ),
];

export const residual: readonly RevenueEvent[] = [
  signed(
    [
      aLine(half),
      aLine({
        ...half,
        key: 'feed',
        product: 'FEED',
        pricePer: 'TERM',
        quantity: '1',
        amount: usd(2_000_000n),
        ssp: { entry: 'ssp:feed', method: 'RESIDUAL', low: '100', point: '100', high: '900000', source: 'study' },
      }),
    ],
    { variable: [aBonus(50, { target: ['seats'] })] },
  ),
  resolvedAt({ id: 'e-lost', effectiveAt: '2026-02-15' }, 0),
  aModification({ priceDelta: usd(100_001n) }, { id: 'e-raise', effectiveAt: '2026-04-01' }),
];

export const pricesOfTheDay = [
  { obligation: 'K-1/wells', ssp: ssp('ssp:wells:2', '3000', '3000', '3000') },
  { obligation: 'K-1/pumps', ssp: ssp('ssp:pumps:2', '400', '400', '400') },
];

export const repriced: readonly RevenueEvent[] = [
  signed([wells, pumps]),
  four,
  aModification(
    {
      priceDelta: usd(20_001n),
      standalonePrices: pricesOfTheDay,
    },
    { id: 'e-more', effectiveAt: '2026-03-01' },
  ),
];

export const spread: readonly RevenueEvent[] = [
  anApproval(),
  firstInvoice,
  aModification(
    { added: [{ ...moreSeats, unitPrice: '700' }, analytics] },
    { id: 'e-more', effectiveAt: '2026-08-16', recordedAt: '2026-11-03T08:00:00.000Z' },
  ),
  { ...downgrade, effectiveAt: '2026-10-01' },
];

export const rejudged: readonly RevenueEvent[] = [
  anApproval([aLine({ ...half, trigger: null })]),
  aModification(
    { added: [{ ...moreSeats, from: JULY }], answers: { originalTerms: true } },
    { id: 'e-option', effectiveAt: '2026-03-01' },
  ),
  aModification(
    { amendment: 'A-2', priceDelta: usd(5n), answers: { priceOpen: true } },
    { id: 'e-open', effectiveAt: '2026-03-02' },
  ),
];

/** What uses up a price and what does not, in one contract that is changed. */
export const usedAndChanged: readonly RevenueEvent[] = [
  signed([aLine(half), calls, building]),
  usageInvoice({ id: 'e-used', effectiveAt: '2026-03-01' }, 6_201n, ['2026-02-01', '2026-02-28']),
  measured({ id: 'e-part', effectiveAt: '2026-02-10' }, '30'),
  aModification(
    { priceDelta: usd(1_001n), added: [{ ...calls, key: 'more-calls', product: 'MORE-CALLS' }] },
    { id: 'e-more', effectiveAt: '2026-03-01' },
  ),
  aCredit({ id: 'c', effectiveAt: '2026-04-01' }, [serviceLine(1_000n, null, null, null)]),
];

export const oneTakenBack: readonly RevenueEvent[] = [
  signed([aLine({ ...half, quantity: '2.5' }), wells, pumps], { variable: [aBonus(60)] }),
  four,
  aModification(
    { removed: [{ product: 'pumps', quantity: '1', credit: usd(-40_000n) }] },
    { id: 'e-less', effectiveAt: '2026-02-15' },
  ),
  aModification(
    { amendment: 'A-2', removed: [{ product: 'PLATFORM-SEAT', quantity: '1.25', credit: usd(-10_000_000n) }] },
    { id: 'e-half', effectiveAt: '2026-04-01' },
  ),
  estimatedAt({ id: 'e-vc', effectiveAt: '2026-05-01' }, 90),
];

/** Work that costs more, in parts of a unit, told in fractions, partly on the day of the change. */
export const costsGrow = (answers: object): readonly RevenueEvent[] => [
  signed([aCount('wells', { total: '12.5', dollars: 1_000, measure: 'COST_TO_COST' }), pumps]),
  delivered({ id: 'e-third', effectiveAt: '2026-02-01' }, 'wells', '11/3', '12.5'),
  two,
  aModification(
    { priceDelta: usd(20_003n), extended: [extendedTo('15.5')], answers },
    { id: 'e-more', effectiveAt: '2026-03-01' },
  ),
  delivered({ id: 'e-same-day', effectiveAt: '2026-03-01' }, 'wells', '25/6', '15.5'),
  aModification(
    {
      amendment: 'A-2',
      priceDelta: usd(7_001n),
      extended: [extendedTo('16', { sspDelta: usd(9_000n) })],
      answers,
    },
    { id: 'e-again', effectiveAt: '2026-04-01' },
  ),
  delivered({ id: 'e-all-of-it', effectiveAt: '2026-05-01' }, 'wells', '16', '16'),
];

/** One promise that is changed on the last day of a month, so that the month ends with the day. */
export const onLastDay: readonly RevenueEvent[] = [
  signed([aLine({ ...half, kind: 'OVER_TIME', distinct: false })]),
  aModification({ priceDelta: usd(1_000_003n) }, { id: 'e-raise', effectiveAt: '2026-03-31' }),
  aModification({ amendment: 'A-2', priceDelta: usd(7n) }, { id: 'e-again', effectiveAt: '2026-05-01' }),
];

export const fewerUnits: readonly RevenueEvent[] = [
  signed([wells, pumps]),
  four,
  aModification({ priceDelta: usd(-60_000n), extended: [extendedTo('4')] }, { id: 'e-few', effectiveAt: '2026-03-01' }),
];

export const shorter: readonly RevenueEvent[] = [
  signed([aLine(half), aLine({ ...half, key: 'other', product: 'OTHER', measure: 'MONTHLY_PRORATED_ENDS' })]),
  aModification(
    {
      removed: [{ product: 'OTHER', quantity: '500', credit: usd(-20_000_000n), from: '2026-05-16', to: '2026-06-30' }],
    },
    { id: 'e-short', effectiveAt: '2026-03-01' },
  ),
];

const feed = aLine({
  key: 'feed',
  product: 'FEED',
  pricePer: 'TERM',
  quantity: '1',
  from: '2026-03-01',
  to: '2026-06-30',
  amount: usd(2_000_000n),
  ssp: { entry: 'ssp:feed', method: 'RESIDUAL', low: '100', point: '100', high: '900000', source: 'study' },
});
export const residualAdded = (answers: object): readonly RevenueEvent[] => [
  signed([aLine({ ...half, kind: 'OVER_TIME', distinct: false })]),
  aModification({ added: [feed], priceDelta: usd(30_003n), answers }, { id: 'e-feed', effectiveAt: '2026-03-01' }),
];

/** Usage beside one promise that goes on at another price, and usage that comes with it. */
export const usageBesideOnePromise: readonly RevenueEvent[] = [
  signed([aLine({ ...half, kind: 'OVER_TIME', distinct: false }), calls]),
  aModification(
    {
      priceDelta: usd(1_000_003n),
      added: [{ ...calls, key: 'more-calls', product: 'MORE-CALLS' }],
      answers: { addsDistinct: false, remainingDistinct: 'NONE' },
    },
    { id: 'e-raise', effectiveAt: '2026-03-01' },
  ),
  usageInvoice({ id: 'e-used', effectiveAt: '2026-05-01' }, 6_201n, ['2026-04-01', '2026-04-30']),
];

/** What is given back in the end, as a contract below zero with a line that takes what is left of it. */
export const residualBelowZero: readonly RevenueEvent[] = [
  signed([
    aLine({ ...half, quantity: '2.5', amount: usd(-200_001n) }),
    aLine({
      ...half,
      key: 'feed',
      product: 'FEED',
      quantity: '1.5',
      amount: usd(-400_000n),
      ssp: { entry: 'ssp:feed', method: 'RESIDUAL', low: '0', point: '100', high: '900000', source: 'study' },
    }),
  ]),
  aModification({ priceDelta: usd(-7_003n) }, { id: 'e-fall', effectiveAt: '2026-04-01' }),
];
