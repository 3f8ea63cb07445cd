import { legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import type { DemoProduct } from '../demo-world/catalogue.ts';
import { putItems } from '../demo-world/ledger.ts';
import { putCatalogue } from '../demo-world/sales.ts';
import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf, total } from './customer-books.ts';
import { ask, preview, start, startedByNews, succeeded } from './operations.ts';
import { booked, contractOf, payOnly, sellOne } from './own-deal.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * 100 seats at 1,200.00 are 120,000.00 for the 365 days from 1 August; a migration of 30,000.00 and a training of 10,000.00
 * have to be accepted. All 160,000.00 are billed and paid at once. Before anything is accepted August earns the seats' 31
 * days, 120,000.00 × 31 / 365 = 10,191.78, and 149,808.22 stay deferred though they are paid. Two fifths of the migration,
 * accepted on 10 August, earn 12,000.00; the training, accepted on the 14th, earns 10,000.00. So August is 32,191.78 and
 * 127,808.22 stay deferred: 109,808.22 of seats and the 18,000.00 of the migration that nobody has accepted yet.
 */
const SERVICES = { prices: { USD: '30000.00', EUR: '27000.00' }, incomeAccount: '4000', deferredAccount: '2500' };
const MIGRATION: DemoProduct = { code: 'MIGRATION', name: 'Migration', chargeModel: 'MILESTONE', ...SERVICES };
const TRAINING: DemoProduct = {
  ...MIGRATION,
  code: 'TRAINING',
  name: 'Training',
  prices: { USD: '10000.00', EUR: '9000.00' },
};
const TERM = { startsOn: '2026-08-01', endsOn: '2027-07-31' };
const TODAY = '2026-08-16';
const MONTH_END = '2026-08-31';
const PRICE = '160000.00';
const SEATS_IN_AUGUST = '10191.78';
const AUGUST = '32191.78';
const DEFERRED = '127808.22';

/** What was paid for is earned when the customer has accepted it, and not before. */
export const servicesMilestones: Scenario = {
  name: 'services-milestones',
  title: 'Services paid in advance are earned as they are accepted: 22,000.00 of 40,000.00 in August',
  play: async (stage) => {
    const vendors = await stage.vendors();
    await putCatalogue(vendors, [MIGRATION, TRAINING]);
    await putItems(vendors, [MIGRATION, TRAINING]);
    const sold = await sellOne(stage, {
      company: 'Alder Bay Ferries',
      ...TERM,
      lines: [
        { product: 'PLATFORM-SEAT', quantity: '100' },
        { product: MIGRATION.code, quantity: '1' },
        { product: TRAINING.code, quantity: '1' },
      ],
    });
    const { customerId } = sold;
    const contractId = contractOf(await booked(stage, sold)).id;
    await pay(stage, customerId);
    await checkNothingAccepted(stage, customerId, contractId);
    await refuse(stage, contractId);
    await acceptServices(stage, contractId);
    await checkAccepted(stage, customerId, contractId);
    await checkAgreement(stage, { customerId, on: TODAY, through: MONTH_END });
  },
};

async function pay(stage: Stage, customerId: string): Promise<void> {
  await payOnly(stage, await booksOf(stage, customerId, MONTH_END));
  await startedByNews(stage, customerId, 'APPLY_PAYMENT');
}

/** No evidence, no revenue, although the money is there. */
async function checkNothingAccepted(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, MONTH_END);
  check.equal('paid, nothing accepted: billed', books.revenue[0]?.billed.amount, PRICE);
  check.equal('paid, nothing accepted: recognized', books.revenue[0]?.recognized.amount, SEATS_IN_AUGUST);
  check.equal('paid, nothing accepted: deferred', books.revenue[0]?.deferred.amount, '149808.22');
  const waiting = 'Migration PENDING_EVIDENCE 30000.00, Training PENDING_EVIDENCE 10000.00';
  check.equal('paid, nothing accepted: services', await servicesOf(stage, contractId), waiting);
  check.equal(
    'paid, nothing accepted: what is waited for',
    await delaysOf(stage, contractId),
    'Migration EXECUTION 30000.00, Training EXECUTION 10000.00',
  );
}

interface Seen {
  readonly contract: {
    readonly revenueContract: {
      readonly obligations: readonly {
        readonly name: string;
        readonly method: string;
        readonly status: string;
        readonly allocated: { readonly amount: string };
      }[];
    } | null;
  } | null;
}

async function servicesOf({ graph }: Stage, contractId: string): Promise<string> {
  const { contract } = await graph<Seen>(
    'query ($id: ID!) { contract(id: $id) { revenueContract { obligations { name method status allocated { amount } } } } }',
    { id: contractId },
  );
  const { obligations } = needed(contract?.revenueContract, 'Revenue has no contract.');
  return obligations
    .filter(({ method }) => method === 'MILESTONE')
    .map(({ name, status, allocated }) => `${name} ${status} ${allocated.amount}`)
    .sort()
    .join(', ');
}

interface Delayed {
  readonly revenueDelays: {
    readonly edges: readonly {
      readonly node: {
        readonly name: string;
        readonly delay: {
          readonly cause: string;
          readonly amount: { readonly amount: string };
          readonly contract: { readonly id: string };
        };
      };
    }[];
  };
}

/** What the entity's list of delays has of the contract. */
async function delaysOf({ graph }: Stage, contractId: string): Promise<string> {
  const { revenueDelays } = await graph<Delayed>(
    `query ($id: ID!) { revenueDelays(legalEntityId: $id, first: 100) {
       edges { node { name delay { cause amount { amount } contract { id } } } } } }`,
    { id: legalEntityId('US') },
  );
  return revenueDelays.edges
    .filter(({ node }) => node.delay.contract.id === contractId)
    .map(({ node: { name, delay } }) => `${name} ${delay.cause} ${delay.amount.amount}`)
    .sort()
    .join(', ');
}

/** What is no evidence is refused in words. */
async function refuse({ check, graph, telling }: Stage, contractId: string): Promise<void> {
  const evidence = { contractId, obligation: MIGRATION.code, completedOn: '2026-08-10', evidence: 'Protocol 17' };
  const refused = async (change: Readonly<Record<string, unknown>>, name: string) => {
    const input = { ...evidence, ...change, idempotencyKey: `story:${telling}:${name}` };
    const { userErrors } = await ask(graph, 'recordMilestone', input);
    return `${userErrors[0]?.code} ${userErrors[0]?.field?.join('.')}`;
  };
  check.equal(
    'more than all of it',
    await refused({ percentComplete: '101' }, 'more'),
    'INVALID_INPUT percentComplete',
  );
  check.equal('on a day to come', await refused({ completedOn: '2026-09-01' }, 'early'), 'INVALID_INPUT completedOn');
  check.equal('without evidence', await refused({ evidence: ' ' }, 'nothing'), 'INVALID_INPUT evidence');
}

async function acceptServices(stage: Stage, contractId: string): Promise<void> {
  const { check, graph, telling } = stage;
  const part = {
    contractId,
    obligation: MIGRATION.code,
    completedOn: '2026-08-10',
    percentComplete: '40',
    evidence: 'Acceptance protocol 17',
    idempotencyKey: `story:${telling}:migration`,
  };
  const shown = await preview(graph, 'recordMilestone', part);
  check.equal('preview of two fifths: price', total(shown.revenueAfter.map(({ amount }) => amount)), PRICE);
  const operationId = await start(graph, 'recordMilestone', part);
  check.equal('two fifths: finalization', (await succeeded(stage, operationId)).finalization, 'DONE');
  check.equal('told again: the same operation', await start(graph, 'recordMilestone', part), operationId);
  const whole = {
    contractId,
    obligation: TRAINING.code,
    completedOn: '2026-08-14',
    evidence: 'Attendance list of 14 August',
    idempotencyKey: `story:${telling}:training`,
  };
  const ended = await succeeded(stage, await start(graph, 'recordMilestone', whole));
  check.equal('training: finalization', ended.finalization, 'DONE');
}

async function checkAccepted(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, MONTH_END);
  const revenue = needed(books.contracts.edges[0], 'The contract is gone.').node.revenueContract;
  const august = revenue?.schedule ?? [];
  check.equal(
    'accepted: services',
    await servicesOf(stage, contractId),
    'Migration ACTIVE 30000.00, Training SATISFIED 10000.00',
  );
  check.equal('accepted: what is waited for', await delaysOf(stage, contractId), 'Migration EXECUTION 18000.00');
  check.equal('accepted: price', revenue?.transactionPrice.amount, PRICE);
  check.equal('accepted: August', total(august.map(({ amount }) => amount)), AUGUST);
  check.equal(
    'accepted: August is in the ledger',
    august.every(({ posted }) => posted),
    true,
  );
  check.equal('accepted: recognized by 31 August', books.revenue[0]?.recognized.amount, AUGUST);
  check.equal('accepted: deferred as of 31 August', books.revenue[0]?.deferred.amount, DEFERRED);
  const accounts = { '1000': PRICE, '2500': `-${DEFERRED}`, '4000': `-${AUGUST}` };
  checkLedger(stage, await contractLedger(stage, contractId), accounts);
}
