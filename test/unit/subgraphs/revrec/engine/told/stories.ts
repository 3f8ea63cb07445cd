import type { RevenueEvent } from '#revrec/engine/events.ts';
import { CONTRACT_DRIVEN, type PolicySet, type PolicyValues } from '#revrec/engine/policies.ts';
import { aBonus, aCount, delivered, estimatedAt, resolvedAt } from '../counted.ts';
import { aCancellation, aCredit, calls, met, serviceLine, usageInvoice } from '../life.ts';
import {
  aLine,
  aModification,
  anApproval,
  anInvoice,
  documentLine,
  downgrade,
  meridian,
  stamp,
  upgrade,
  upgradeInvoice,
  usd,
} from '../meridian.ts';
import {
  asOne,
  costsGrow,
  extended,
  fewerUnits,
  left,
  mixed,
  oneTakenBack,
  onLastDay,
  pricesOfTheDay,
  rejudged,
  repriced,
  residual,
  residualAdded,
  residualBelowZero,
  shorter,
  spread,
  usageBesideOnePromise,
  usedAndChanged,
} from './amended.ts';
import { creditBesideUsage, creditOfMoreThanEarned, freeAndGivenBack } from './credited.ts';
import { identifiedLate, threeTogether, together, togetherAndChanged, togetherAndLate } from './packages.ts';
import { four, half, hall, pumps, quarter, signed, ssp, two, wells } from './terms.ts';

/** A contract whose every figure is written out, with its reason, in a file of the story's name. */
export interface Story {
  readonly name: string;
  readonly events: readonly RevenueEvent[];
  readonly policies: PolicySet;
}

function under(change: Partial<PolicyValues>): PolicySet {
  return { ...CONTRACT_DRIVEN, values: { ...CONTRACT_DRIVEN.values, ...change } };
}

function conceded(id: string, dollars: number, satisfiedShare: string, obligation = 'ALL'): RevenueEvent {
  const payload = { amount: usd(BigInt(dollars) * 100n), obligation, satisfiedShare };
  return { ...stamp({ id, effectiveAt: '2026-03-01' }), kind: 'PRICE_CONCESSION', payload };
}

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

const mirrored: readonly RevenueEvent[] = [
  signed([
    aLine({ ...quarter, amount: usd(-12_345_679n) }),
    aLine({ ...quarter, key: 'other', product: 'OTHER', quantity: '7', amount: usd(-1_000_001n) }),
  ]),
  anInvoice({ id: 'e-back', effectiveAt: '2026-02-01' }, { lines: [documentLine(-13_345_680n)] }),
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
  ['credit-memo-beside-usage', creditBesideUsage],
  ['credit-memo-of-more-than-was-earned', creditOfMoreThanEarned],
  ['free-and-given-back', freeAndGivenBack],
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
  ['usage-beside-one-promise', usageBesideOnePromise],
  ['residual-line-below-zero', residualBelowZero],
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
  ['agreed-together', together],
  ['agreed-together-and-changed', togetherAndChanged],
  ['three-agreed-together', threeTogether],
  ['no-contract-at-first', identifiedLate],
  ['together-no-contract-at-first', togetherAndLate],
].map(([name, events, policies = CONTRACT_DRIVEN]) => ({ name, events, policies }) as Story);
