import { booksOf, type CustomerBooks, effectsAt, total } from './customer-books.ts';
import { operation, operationsOf, preview, type SeenOperation, start, succeeded } from './operations.ts';
import { bookedAll, contractOf, type OwnDeal, type SoldDeal, sellAll } from './own-deal.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

const CONTRACTS = 8;
/** 8 contracts of 500 users are 4,000 users. */
const USERS = 500;
const MONTH_END = '2026-08-31';

/** 500 users at 1,200.00 a year from 1 August 2026: 600,000.00 in advance. */
const DEALS: readonly OwnDeal[] = Array.from({ length: CONTRACTS }, (_, index) => ({
  company: `Cedar Union Branch ${String.fromCharCode('A'.charCodeAt(0) + index)}`,
  startsOn: '2026-08-01',
  endsOn: '2027-07-31',
  lines: [{ product: 'PLATFORM-SEAT', quantity: String(USERS) }],
}));

/** The ledger takes nothing at all, and says when to come again. */
const SILENT = { concurrencyMax: 0, retryAfterS: 1 };

/** 4,000 users are upgraded in the middle of their year while the ledger refuses every call. */
export const upgrade4000: Scenario = {
  name: 'upgrade-4000',
  title: '4,000 users get Audit trail in mid-cycle while the ledger answers 429 to everything',
  play: async (stage) => {
    const sold = await sellAll(stage, DEALS);
    const contracts = (await bookedAll(stage, sold)).map(contractOf);
    const first = needed(contracts[0], 'There is no contract to upgrade.');
    const { invoiceTotal } = await preview(stage.graph, 'amendContract', inputOf(first, UPGRADE));
    // 500 x 240.00 = 120,000.00 a year; 350 of 365 days are left: 115,068.49(3).
    stage.check.equal('preview: one upgrade', invoiceTotal?.amount, '115068.49');
    const usual = await stage.control('netsuite', 'GET', '/limits');
    try {
      await stage.control('netsuite', 'POST', '/limits', SILENT);
      const upgrades = await Promise.all(contracts.map((contract) => amend(stage, contract, UPGRADE)));
      // Before the ledger has heard of the first change of this contract, a second one.
      const second = await amend(stage, { ...first, version: 2 }, SECOND);
      await checkPromised(stage, sold, [...upgrades, second]);
      await stage.control('netsuite', 'POST', '/limits', limitsIn(usual));
      // One after the other: a person may hold only so many subscriptions open.
      for (const id of [...upgrades, second]) await succeeded(stage, id);
      await checkDrained(stage, sold, [...upgrades, second]);
    } finally {
      await stage.control('netsuite', 'POST', '/limits', limitsIn(usual));
    }
  },
};

function limitsIn(usual: unknown) {
  const { concurrencyMax, retryAfterS } = usual as { concurrencyMax: number; retryAfterS: number | null };
  return { concurrencyMax, retryAfterS };
}

interface Signed {
  readonly id: string;
  readonly version: number;
}

const UPGRADE = {
  key: 'upgrade-4000:upgrade',
  changes: [{ addProduct: { productCode: 'AUDIT-TRAIL', quantity: String(USERS) } }],
};
/** 50 more users, on top of the upgrade. */
const SECOND = {
  key: 'upgrade-4000:more-users',
  changes: [{ setQuantity: { productCode: 'PLATFORM-SEAT', quantity: String(USERS + 50) } }],
};

type Change = { readonly key: string; readonly changes: readonly unknown[] };

function inputOf({ id, version }: Signed, { changes, key }: Change) {
  return {
    contractId: id,
    expectedVersion: version,
    effectiveOn: '2026-08-16',
    changes,
    reason: 'Upgrade in mid-cycle',
    idempotencyKey: `${key}:${id}`,
  };
}

function amend({ graph }: Stage, contract: Signed, change: Change): Promise<string> {
  return start(graph, 'amendContract', inputOf(contract, change));
}

const seenAll = (stage: Stage, ids: readonly string[]): Promise<SeenOperation[]> =>
  Promise.all(ids.map((id) => operation(stage, id)));

/** Every customer has what was promised, and nothing of it is in the books yet. */
async function checkPromised(stage: Stage, sold: readonly SoldDeal[], ids: readonly string[]): Promise<void> {
  const { check } = stage;
  const operations = await stage.eventually('every promise to be kept', async () => {
    const seen = await seenAll(stage, ids);
    return seen.every(({ commitment }) => commitment === 'DONE') ? seen : null;
  });
  await stage.eventually('the ledger to have refused somebody', async () => {
    const seen = await seenAll(stage, ids);
    return seen.some(({ steps }) => steps.some(({ error }) => error?.code === 'RATE_LIMITED')) || null;
  });
  check.equal('while limited: promises kept', operations.length, CONTRACTS + 1);
  const open = operations.filter(({ finalization }) => finalization === 'PENDING');
  check.equal('while limited: queued for the books', open.length, CONTRACTS + 1);
  const books = await Promise.all(sold.map(({ customerId }) => booksOf(stage, customerId, MONTH_END)));
  check.equal(
    'while limited: users upgraded in the CRM',
    books.reduce((sum, one) => sum + upgraded(one), 0),
    4000,
  );
  check.equal('while limited: upgrades billed', total(upgradesOf(books).map((invoice) => invoice.total)), '978082.16');
  check.equal('while limited: upgrades in the ledger', upgradesOf(books).filter(({ posting }) => posting).length, 0);
  check.equal('while limited: work for people', operations.flatMap(({ exceptions }) => exceptions).length, 0);
}

/** Users with the upgrade by the contract's present version. */
function upgraded({ contracts }: CustomerBooks): number {
  const lines = contracts.edges[0]?.node.lines ?? [];
  return Number(lines.find(({ product }) => product.code === 'AUDIT-TRAIL')?.quantity ?? '0');
}

/** All invoices but that of the booking. */
function upgradesOf(books: readonly CustomerBooks[]) {
  return books.flatMap(({ invoices }) =>
    invoices.edges.map(({ node }) => node).filter((invoice) => invoice.total.amount !== '600000.00'),
  );
}

/**
 * 8 upgrades of 115,068.49 are 920,547.92. The 50 users come to 57,534.24: 500 users x 1,200.00 x 350 / 365 go back,
 * 575,342.47, and 550 are charged, 632,876.71. Together 978,082.16.
 */
async function checkDrained(stage: Stage, sold: readonly SoldDeal[], ids: readonly string[]): Promise<void> {
  const { check } = stage;
  const operations = await seenAll(stage, ids);
  check.equal('after: succeeded', operations.filter(({ status }) => status === 'SUCCEEDED').length, CONTRACTS + 1);
  check.equal('after: work for people', operations.flatMap(({ exceptions }) => exceptions).length, 0);
  const begun = await Promise.all(sold.map(({ customerId }) => operationsOf(stage, customerId, 'AMEND_CONTRACT')));
  check.equal('after: upgrades begun', begun.flat().length, CONTRACTS + 1);
  const books = await Promise.all(sold.map(({ customerId }) => booksOf(stage, customerId, MONTH_END)));
  const upgrades = upgradesOf(books);
  check.equal('billing: invoices of upgrades', upgrades.length, CONTRACTS + 1);
  check.equal('billing: total of upgrades', total(upgrades.map((invoice) => invoice.total)), '978082.16');
  check.equal(
    'ledger: verified',
    upgrades.filter(({ posting }) => posting?.status === 'VERIFIED').length,
    CONTRACTS + 1,
  );
  check.equal('ledger: variance to billing', total(upgrades.flatMap(({ posting }) => posting?.variance ?? [])), '0.00');
  // 8 x 600,000.00 of the bookings and the upgrades.
  check.equal(
    'ledger: receivable',
    total(books.flatMap(({ receivable }) => receivable.map((one) => one.balance))),
    '5778082.16',
  );
  checkRevenue(stage, books);
  await checkOnceInOrder(stage, books);
}

/** Of each but the first, which has 50 users more: 600,000.00 x 31 / 365 = 50,958.90(4) and 115,068.49 x 16 / 350 = 5,260.27(3). */
function checkRevenue({ check }: Stage, books: readonly CustomerBooks[]): void {
  const august = books
    .slice(1)
    .map(({ contracts }) =>
      total(contracts.edges[0]?.node.revenueContract?.schedule.map(({ amount }) => amount) ?? []),
    );
  check.equal('revenue: August of each contract', [...new Set(august)].join(' '), '56219.17');
  const posted = books.flatMap(({ contracts }) => contracts.edges[0]?.node.revenueContract?.schedule ?? []);
  check.equal(
    'revenue: August is in the ledger',
    posted.every((row) => row.posted),
    true,
  );
}

async function checkOnceInOrder(stage: Stage, books: readonly CustomerBooks[]): Promise<void> {
  const { check } = stage;
  const created = (await effectsAt(stage, 'netsuite')).filter(({ kind }) => kind === 'invoice.created');
  let once = 0;
  let inOrder = 0;
  for (const { invoices } of books) {
    const amounts = invoices.edges.map(({ node }) => ({
      places: created.flatMap(({ key }, index) => (key?.includes(node.id) === true ? [index] : [])),
      rank: RANKS.get(node.total.amount) ?? 0,
    }));
    if (amounts.every(({ places }) => places.length === 1)) once += 1;
    const byPlace = amounts.toSorted((a, b) => (a.places[0] ?? 0) - (b.places[0] ?? 0)).map(({ rank }) => rank);
    if (byPlace.join() === byPlace.toSorted((a, b) => a - b).join()) inOrder += 1;
  }
  check.equal('NetSuite: contracts with each invoice once', once, CONTRACTS);
  check.equal('NetSuite: contracts posted in the order of their changes', inOrder, CONTRACTS);
}

/** Booking, upgrade, and the second change of the first contract. */
const RANKS: ReadonlyMap<string, number> = new Map([
  ['600000.00', 1],
  ['115068.49', 2],
  ['57534.24', 3],
]);
