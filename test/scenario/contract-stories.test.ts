import { annualExpansionOverage } from '#local/scenarios/annual-expansion-overage.ts';
import { cancelWithRefund } from '#local/scenarios/cancel-with-refund.ts';
import { closedPeriodCredit } from '#local/scenarios/closed-period-credit.ts';
import { closedWon } from '#local/scenarios/closed-won.ts';
import { coTerm } from '#local/scenarios/co-term.ts';
import { downgrade } from '#local/scenarios/downgrade.ts';
import { rampDeal } from '#local/scenarios/ramp-deal.ts';
import { refund } from '#local/scenarios/refund.ts';
import { renewalWithUplift } from '#local/scenarios/renewal-with-uplift.ts';
import type { Scenario } from '#local/scenarios/scenario.ts';
import { slaCredit } from '#local/scenarios/sla-credit.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

/** Tells a story and gives the figures that came out wrong; `agreed` are those in which the systems are compared. */
async function wrongFiguresOf(story: Scenario, agreed = 8) {
  const stage = await world.stage();
  await story.play(stage);
  const { figures } = stage.check;
  expect(figures.length).toBeGreaterThan(12);
  expect(figures.filter(({ name }) => name.startsWith('agreement: ')).length).toBeGreaterThanOrEqual(agreed);
  return figures.filter(({ got, expected }) => got !== expected);
}

/** Longer than a story waits for anything, so that it can say what it waited for. */
const PATIENT_MS = 120_000;

describe('the life of a contract comes out to the cent in every system', () => {
  it(
    'R050 R023 R073 R111 R159 R192 from a closed deal to a paid invoice, without a human',
    async () => {
      expect(await wrongFiguresOf(closedWon)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    'R065 R111 to fewer seats in mid-term, what is not used any more as credit',
    async () => {
      expect(await wrongFiguresOf(downgrade)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    'R064 R111 with more seats in mid-term and metered use, of which some was told twice and some taken back',
    async () => {
      expect(await wrongFiguresOf(annualExpansionOverage)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    'R062 R111 R164 R190 R193 R195 with credit for a missed service level, above a threshold by two people',
    async () => {
      expect(await wrongFiguresOf(slaCredit)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    'R065 R074 R111 with part of the money back on a paid invoice',
    async () => {
      expect(await wrongFiguresOf(refund)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    'R065 R074 R111 R121 to its end before time, with what was not served paid back',
    async () => {
      expect(await wrongFiguresOf(cancelWithRefund)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    'R060 R076 R111 into another term at a higher price, while a stale quote changes nothing',
    async () => {
      expect(await wrongFiguresOf(renewalWithUplift)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    'R066 R160 with a second one and a new product that end with the first',
    async () => {
      expect(await wrongFiguresOf(coTerm)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    'R066 R080 R159 over years of growing steps, held back while its term is incomplete',
    async () => {
      expect(await wrongFiguresOf(rampDeal)).toEqual([]);
    },
    PATIENT_MS,
  );

  it(
    'R131 R174 R190 over a closed month, into the first open one with a second person’s word',
    async () => {
      expect(await wrongFiguresOf(closedPeriodCredit, 0)).toEqual([]);
    },
    PATIENT_MS,
  );
});
