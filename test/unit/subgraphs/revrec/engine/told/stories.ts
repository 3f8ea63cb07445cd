import type { ContractApproved, RevenueEvent } from '#revrec/engine/events.ts';
import { CONTRACT_DRIVEN, type PolicySet, type PolicyValues } from '#revrec/engine/policies.ts';
import { aBonus, aCount, delivered, estimatedAt, extendedTo, resolvedAt } from '../counted.ts';
import { aCancellation, aCredit, building, calls, measured, met, serviceLine, usageInvoice } from '../life.ts';
import {
  aLine,
  aModification,
  anApproval,
  analytics,
  anInvoice,
  documentLine,
  downgrade,
  firstInvoice,
  meridian,
  moreSeats,
  stamp,
  upgrade,
  upgradeInvoice,
  usd,
} from '../meridian.ts';

/** A contract whose every figure is written out, with its reason, in a file of the story's name. */
export interface Story {
  readonly name: string;
  readonly events: readonly RevenueEvent[];
  readonly policies: PolicySet;
}

const JULY = '2026-07-01';

function under(change: Partial<PolicyValues>): PolicySet {
  return { ...CONTRACT_DRIVEN, values: { ...CONTRACT_DRIVEN.values, ...change } };
}

function signed(lines: ContractApproved['lines'], change: Partial<ContractApproved> = {}): RevenueEvent {
  const approval = anApproval(lines);
  if (approval.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('it is approved');
  return { ...approval, payload: { ...approval.payload, ...change } };
}

function conceded(id: string, dollars: number, satisfiedShare: string, obligation = 'ALL'): RevenueEvent {
  const payload = { amount: usd(BigInt(dollars) * 100n), obligation, satisfiedShare };
  return { ...stamp({ id, effectiveAt: '2026-03-01' }), kind: 'PRICE_CONCESSION', payload };
}

const quarter = { from: '2026-01-01', to: '2026-03-31' } as const;
const half = { from: '2026-01-01', to: '2026-06-30' } as const;
const ssp = (entry: string, low: string, point: string, high: string) =>
  ({ entry, method: 'OBSERVABLE', low, point, high, source: 'study' }) as const;
const wells = aCount('wells', { total: '10', dollars: 1_000 });
const pumps = aCount('pumps', { total: '5', dollars: 500 });
const hall = aCount('hall', { total: '400', dollars: 3_000, measure: 'COST_TO_COST' });
const four = delivered({ id: 'e-four', effectiveAt: '2026-02-01' }, 'wells', '4', '10');
const two = delivered({ id: 'e-two', effectiveAt: '2026-02-02' }, 'pumps', '2', '5');
const all = delivered({ id: 'e-all', effectiveAt: '2026-05-01' }, 'wells', '16', '16');

const prices: readonly RevenueEvent[] = [
  signed([
    aLine({ ...quarter, key: 'below', unitPrice: '1000', amount: usd(12_328_767n) }),
    aLine({ ...quarter, key: 'within', unitPrice: '1250', amount: usd(15_410_959n) }),
    aLine({ ...quarter, key: 'above', unitPrice: '1400', amount: usd(17_260_274n) }),
    aLine({ ...quarter, key: 'free', unitPrice: '0', amount: usd(0n), ssp: ssp('ssp:free', '3', '4', '5') }),
  ]),
];

const measures: readonly RevenueEvent[] = [
  signed(
    (
      [
        ['DAILY', null],
        ['DAILY_30_360', null],
        ['MONTHLY_EVEN', null],
        ['MONTHLY_PRORATED_ENDS', null],
        ['SERVICE_MONTHS', null],
        ['EVEN_PERIODS', null],
      ] as const
    ).map(([measure, trigger]) =>
      aLine({
        key: measure.toLowerCase(),
        measure,
        trigger,
        from: '2026-01-16',
        to: '2026-04-10',
        amount: usd(100_003n),
      }),
    ),
  ),
];

const triggers: readonly RevenueEvent[] = [
  signed(
    (['BOOKING', 'START', 'DELIVERY', 'ACCEPTANCE'] as const).map((trigger) =>
      aLine({
        key: trigger.toLowerCase(),
        kind: 'POINT_IN_TIME',
        measure: 'POINT',
        trigger,
        from: '2026-02-10',
        to: '2026-02-10',
        pricePer: 'TERM',
        amount: usd(10_001n),
      }),
    ),
  ),
  met({ id: 'e-delivered', effectiveAt: '2026-03-05' }, 'K-1/delivery'),
];

const mixed: readonly RevenueEvent[] = [
  signed([aLine(half), building]),
  measured({ id: 'e-half', effectiveAt: '2026-03-10' }, '50'),
  aModification({ priceDelta: usd(6_120_001n) }, { id: 'e-raise', effectiveAt: '2026-04-01' }),
];

const credited: readonly RevenueEvent[] = [
  ...meridian,
  aCredit({ id: 'c-past', effectiveAt: '2026-09-05' }, [
    serviceLine(500_000n, 'PLATFORM-SEAT', '2026-08-01', '2026-08-31'),
  ]),
  aCredit({ id: 'c-year', effectiveAt: '2026-10-01' }, [
    serviceLine(365_000n, 'PLATFORM-SEAT', '2026-01-01', '2026-12-31'),
    serviceLine(10_000n, 'PREMIUM-ANALYTICS', null, null),
  ]),
  aCredit({ id: 'c-wrong', effectiveAt: '2026-11-01' }, [serviceLine(700n, 'PLATFORM-SEAT', null, null)], {
    correctsInvoice: true,
    tax: usd(133n),
  }),
];

const usage: readonly RevenueEvent[] = [
  signed([aLine(half), calls]),
  usageInvoice({ id: 'e-both', effectiveAt: '2026-03-01' }, 6_201n, ['2026-01-15', '2026-02-28']),
  aCredit({ id: 'c', effectiveAt: '2026-03-10' }, [serviceLine(200n, 'API-CALLS', '2026-01-15', '2026-02-28')]),
];

const estimated: readonly RevenueEvent[] = [
  signed([wells, hall], { variable: [aBonus(600), aBonus(90, { key: 'tied', target: ['hall'] })] }),
  four,
  delivered({ id: 'e-cost', effectiveAt: '2026-02-03' }, 'hall', '100', '400'),
  estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 1_000),
  resolvedAt({ id: 'e-known', effectiveAt: '2026-04-01' }, 700),
];

const estimatedAfterChange: readonly RevenueEvent[] = [
  signed([wells, pumps], { variable: [aBonus(0)] }),
  delivered({ id: 'e-met', effectiveAt: '2026-02-01' }, 'wells', '10', '10'),
  two,
  aModification(
    {
      added: [aCount('barn', { total: '1', dollars: 2_000 })],
      answers: { priceReflectsSsp: false },
      variable: [aBonus(30, { key: 'haste' })],
    },
    { id: 'e-more', effectiveAt: '2026-03-01' },
  ),
  estimatedAt({ id: 'e-vc', effectiveAt: '2026-04-01' }, 80),
  estimatedAt({ id: 'e-vc-2', effectiveAt: '2026-05-01' }, 95, { basis: 'CURRENT' }),
];

const extended = (answers: object): readonly RevenueEvent[] => [
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

const asOne: readonly RevenueEvent[] = [
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

const conceding: readonly RevenueEvent[] = [
  signed([wells, pumps]),
  four,
  two,
  conceded('e-less', 100, '0.3'),
  conceded('e-less-pumps', 7, '1', 'K-1/pumps'),
  aModification({ concession: usd(4_000n), priceDelta: usd(-2_001n) }, { id: 'e-both', effectiveAt: '2026-04-01' }),
];

const ended: readonly RevenueEvent[] = [
  ...meridian,
  aCancellation(
    { id: 'e-end', effectiveAt: '2026-10-01' },
    { refundable: usd(15_123_288n), documents: ['credit-back'], settledOn: '2026-10-20' },
  ),
  aCredit({ id: 'back', effectiveAt: '2026-10-20' }, [
    serviceLine(15_123_288n, 'PLATFORM-SEAT', '2026-10-01', '2026-12-31'),
  ]),
  anInvoice({ id: 'e-late', effectiveAt: '2026-11-15' }, { lines: [documentLine(7_000n)], tax: usd(1_330n) }),
];

const left: readonly RevenueEvent[] = [
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

const ramp: readonly RevenueEvent[] = [
  signed(
    [1, 2, 3].map((step) =>
      aLine({
        key: `step-${step}`,
        from: `2026-0${step}-01`,
        to: `2026-0${step}-28`,
        quantity: '100',
        pricePer: 'TERM',
        unitPrice: String(1_100 + 50 * step),
        amount: usd(BigInt(11_000_000 + 500_000 * step)),
        stepJudgement: 'the customer may leave before each step',
      }),
    ),
  ),
  aModification(
    {
      removed: [
        { product: 'PLATFORM-SEAT', quantity: '10', credit: usd(-900_000n), from: '2026-02-01', to: '2026-03-28' },
      ],
    },
    { id: 'e-less', effectiveAt: '2026-02-01' },
  ),
];

const residual: readonly RevenueEvent[] = [
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

const pricesOfTheDay = [
  { obligation: 'K-1/wells', ssp: ssp('ssp:wells:2', '3000', '3000', '3000') },
  { obligation: 'K-1/pumps', ssp: ssp('ssp:pumps:2', '400', '400', '400') },
];

const repriced: readonly RevenueEvent[] = [
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

const spread: readonly RevenueEvent[] = [
  anApproval(),
  firstInvoice,
  aModification(
    { added: [{ ...moreSeats, unitPrice: '700' }, analytics] },
    { id: 'e-more', effectiveAt: '2026-08-16', recordedAt: '2026-11-03T08:00:00.000Z' },
  ),
  { ...downgrade, effectiveAt: '2026-10-01' },
];

const rejudged: readonly RevenueEvent[] = [
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

const mirrored: readonly RevenueEvent[] = [
  signed([
    aLine({ ...quarter, amount: usd(-12_345_679n) }),
    aLine({ ...quarter, key: 'other', product: 'OTHER', quantity: '7', amount: usd(-1_000_001n) }),
  ]),
  anInvoice({ id: 'e-back', effectiveAt: '2026-02-01' }, { lines: [documentLine(-13_345_680n)] }),
];

/** What uses up a price and what does not, in one contract that is changed. */
const usedAndChanged: readonly RevenueEvent[] = [
  signed([aLine(half), calls, building]),
  usageInvoice({ id: 'e-used', effectiveAt: '2026-03-01' }, 6_201n, ['2026-02-01', '2026-02-28']),
  measured({ id: 'e-part', effectiveAt: '2026-02-10' }, '30'),
  aModification(
    { priceDelta: usd(1_001n), added: [{ ...calls, key: 'more-calls', product: 'MORE-CALLS' }] },
    { id: 'e-more', effectiveAt: '2026-03-01' },
  ),
  aCredit({ id: 'c', effectiveAt: '2026-04-01' }, [serviceLine(1_000n, null, null, null)]),
];

const oneTakenBack: readonly RevenueEvent[] = [
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
const costsGrow = (answers: object): readonly RevenueEvent[] => [
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
const onLastDay: readonly RevenueEvent[] = [
  signed([aLine({ ...half, kind: 'OVER_TIME', distinct: false })]),
  aModification({ priceDelta: usd(1_000_003n) }, { id: 'e-raise', effectiveAt: '2026-03-31' }),
  aModification({ amendment: 'A-2', priceDelta: usd(7n) }, { id: 'e-again', effectiveAt: '2026-05-01' }),
];

const fewerUnits: readonly RevenueEvent[] = [
  signed([wells, pumps]),
  four,
  aModification({ priceDelta: usd(-60_000n), extended: [extendedTo('4')] }, { id: 'e-few', effectiveAt: '2026-03-01' }),
];

const shorter: readonly RevenueEvent[] = [
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
const residualAdded = (answers: object): readonly RevenueEvent[] => [
  signed([aLine({ ...half, kind: 'OVER_TIME', distinct: false })]),
  aModification({ added: [feed], priceDelta: usd(30_003n), answers }, { id: 'e-feed', effectiveAt: '2026-03-01' }),
];

export const STORIES: readonly Story[] = [
  ['prices-below-within-and-above-their-range', prices],
  ['measures-of-time', measures],
  ['triggers', triggers],
  ['separate-amendment', [...meridian, downgrade]],
  ['spread-over-the-rest', spread],
  ['series-and-one-promise-together', mixed],
  ['one-promise-grows', asOne],
  ['more-units-over-the-rest', extended({})],
  ['more-units-as-one', extended({ remainingDistinct: 'NONE' })],
  ['some-goes-on-as-one', extended({ remainingDistinct: 'SOME', notDistinct: ['K-1/wells'] })],
  ['estimates', estimated],
  ['estimates-after-a-change', estimatedAfterChange],
  ['concessions', conceding],
  ['credit-memos', credited],
  ['usage', usage],
  ['cancelled-with-a-refund', ended],
  ['everything-given-back', left],
  ['judged-otherwise', rejudged],
  ['residual-line', residual],
  ['residual-line-added', residualAdded({ addsDistinct: true, remainingDistinct: 'ALL' })],
  ['residual-line-added-to-one-promise', residualAdded({ addsDistinct: false, remainingDistinct: 'NONE' })],
  ['usage-beside-a-change', usedAndChanged],
  ['one-product-taken-back', oneTakenBack],
  ['costs-grow', costsGrow({})],
  ['costs-grow-in-one-promise', costsGrow({ remainingDistinct: 'NONE' })],
  [
    'costs-grow-at-prices-of-the-day',
    costsGrow({}).map((event) =>
      event.kind === 'MODIFICATION_APPROVED' && event.payload !== null
        ? { ...event, payload: { ...event.payload, standalonePrices: pricesOfTheDay } }
        : event,
    ),
    under({ sspBasisAtModification: 'ALL_AT_MODIFICATION' }),
  ],
  ['one-promise-on-a-last-day', onLastDay],
  ['fewer-units', fewerUnits],
  ['fewer-days', shorter],
  ['level-ramp', ramp],
  ['separate-ramp', ramp, under({ rampTreatment: 'SEPARATE_STEPS' })],
  ['prices-of-the-day', repriced, under({ sspBasisAtModification: 'ALL_AT_MODIFICATION' })],
  [
    'documents-posted-here',
    [...meridian, ...ended.slice(-3)],
    under({ billingJournal: 'ENGINE', aheadOfBilling: 'CONTRACT_ASSET' }),
  ],
  ['everything-below-zero', mirrored],
  [
    'taken-from-the-first',
    [anApproval(), upgrade, upgradeInvoice, downgrade],
    under({ reductionOrder: 'EARLIEST_FIRST' }),
  ],
].map(([name, events, policies = CONTRACT_DRIVEN]) => ({ name, events, policies }) as Story);
