import { balanceOf, booksOf, effectsAt, effectsOf, total } from './customer-books.ts';
import { operation, operationsOf, type SeenOperation } from './operations.ts';
import { bookedAll, type OwnDeal, type SoldDeal, sellAll } from './own-deal.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

const MONTH_END = '2026-08-31';
const TERM = { startsOn: '2026-08-16', endsOn: '2027-08-15' };

/** A product that is sold before anybody in finance has heard of it. */
interface NewProduct {
  readonly code: string;
  readonly name: string;
  readonly unitPrice: string;
}

/** The batch: two deals of what the ledger knows, and between them one of what it does not. */
const KNOWN: readonly OwnDeal[] = [
  { company: 'Birchwood Partners', ...TERM, lines: [{ product: 'PLATFORM-SEAT', quantity: '10' }] },
  { company: 'Saltmarsh Partners', ...TERM, lines: [{ product: 'PLATFORM-SEAT', quantity: '20' }] },
];
const withNew = ({ code, unitPrice }: NewProduct): OwnDeal => ({
  company: 'Thornfield Partners',
  ...TERM,
  lines: [
    { product: 'PLATFORM-SEAT', quantity: '30' },
    { product: code, quantity: '4', unitPrice },
  ],
});

/** Where our connection asks the ledger; while it fails, nobody can say what the ledger knows. */
const LEDGER_SILENT = { match: { path: '/services/rest/query/v1/suiteql' }, fault: '500' };

/**
 * An invoice names a product that the ledger has no item for. Such a deal is refused where the ledger can be asked; here it
 * gives no answer on the day of the sale, which holds up no deal.
 */
export const unmappedProduct: Scenario = {
  name: 'unmapped-product',
  title: 'An invoice with an unknown product is quarantined, the others post; mapped, one decision replays it',
  play: async (stage) => {
    const product = { code: `INSIGHT-${stage.telling.toUpperCase()}`, name: 'Insight pack', unitPrice: '2500.00' };
    await launch(stage, product);
    const sold = await sellWhileSilent(stage, [...KNOWN, withNew(product)]);
    const unmapped = needed(sold.at(-1), 'The deal with the new product was not sold.');
    await bookedAll(stage, sold.slice(0, -1));
    const parked = await stage.eventually('the invoice of the new product to be parked', async () => {
      const [booking] = await operationsOf(stage, unmapped.customerId, 'BOOK_OPPORTUNITY');
      return booking?.status === 'PARKED' && booking.exceptions.length > 0 ? booking : null;
    });
    await checkQuarantined(stage, sold, { parked, product });
    await putItem(stage, product);
    await decide(stage, unmapped, parked);
    await checkReplayed(stage, unmapped, parked);
  },
};

/** Ends when the last deal was taken without the ledger's word, and the ledger answers again. */
async function sellWhileSilent(stage: Stage, deals: readonly OwnDeal[]): Promise<readonly SoldDeal[]> {
  await stage.control('netsuite', 'POST', '/faults', LEDGER_SILENT);
  try {
    const sold = await sellAll(stage, deals);
    for (const { customerId, customerName } of sold) {
      await stage.eventually(`the deal of ${customerName} to be taken`, async () => {
        const [booking] = await operationsOf(stage, customerId, 'BOOK_OPPORTUNITY');
        return booking;
      });
    }
    return sold;
  } finally {
    await stage.control('netsuite', 'DELETE', '/faults');
  }
}

/** Sales puts the product into its catalogue and price book. */
async function launch(stage: Stage, { code, name, unitPrice }: NewProduct): Promise<void> {
  const { salesforce } = await stage.vendors();
  const made = (await salesforce('POST', '/sobjects/Product2', { Name: name, ProductCode: code, IsActive: true })) as {
    readonly id: string;
  };
  const books = (await salesforce(
    'GET',
    `/query?q=${encodeURIComponent('SELECT Id FROM Pricebook2 WHERE IsStandard = true')}`,
  )) as { readonly records: readonly { readonly Id: string }[] };
  await salesforce('POST', '/sobjects/PricebookEntry', {
    Pricebook2Id: books.records[0]?.Id,
    Product2Id: made.id,
    UnitPrice: Number(unitPrice),
    CurrencyIsoCode: 'USD',
    IsActive: true,
  });
}

/** Finance gives the product its item in the ledger, on the accounts of subscriptions. */
async function putItem(stage: Stage, { code, name }: NewProduct): Promise<void> {
  const { netsuite } = await stage.vendors();
  const known = (await netsuite('GET', '/serviceSaleItem/eid:PLATFORM-SEAT')) as Record<
    string,
    { readonly id: string }
  >;
  await netsuite('PUT', `/serviceSaleItem/eid:${code}`, {
    itemId: code,
    displayName: name,
    incomeAccount: { id: known['incomeAccount']?.id },
    deferredRevenueAccount: { id: known['deferredRevenueAccount']?.id },
  });
}

/** 30 x 1,200.00 and 4 x 2,500.00 are 46,000.00 that wait; 10 and 20 seats, 12,000.00 and 24,000.00, do not. */
async function checkQuarantined(
  stage: Stage,
  sold: readonly SoldDeal[],
  { parked, product }: { readonly parked: SeenOperation; readonly product: NewProduct },
): Promise<void> {
  const { check } = stage;
  check.equal('quarantined: status', parked.status, 'PARKED');
  check.equal('quarantined: commitment towards the customer', parked.commitment, 'DONE');
  check.equal('quarantined: finalization in the books', parked.finalization, 'PENDING');
  const step = parked.steps.find(({ name }) => name === 'postInvoice');
  check.equal('quarantined: waits for', step?.waitingFor, 'decision');
  const { exception } = await exceptionOf(stage, parked);
  check.equal('exception: cause', exception.cause, 'MISSING_MAPPING');
  check.equal('exception: at stake', exception.impact?.amount, '46000.00');
  check.equal('exception: team', exception.ownerTeam, 'finance');
  check.equal('exception: names the product', exception.explanation.includes(product.code), true);
  check.equal('exception: keeps what was to be posted', JSON.stringify(exception.payload).includes(product.code), true);
  const books = await Promise.all(sold.map(({ customerId }) => booksOf(stage, customerId, MONTH_END)));
  const invoices = books.flatMap((one) => one.invoices.edges.map(({ node }) => node));
  const posted = invoices.filter(({ posting }) => posting?.status === 'VERIFIED').map((one) => one.total.amount);
  check.equal('the rest of the batch is posted', posted.toSorted().join(' '), '12000.00 24000.00');
  check.equal('billed in all', total(invoices.map((invoice) => invoice.total)), '82000.00');
}

interface ExceptionSeen {
  readonly cause: string;
  readonly status: string;
  readonly explanation: string;
  readonly ownerTeam: string;
  readonly impact: { readonly amount: string } | null;
  readonly payload: unknown;
}

async function exceptionOf(stage: Stage, { exceptions }: SeenOperation) {
  const id = needed(exceptions[0], 'No exception is open.').id;
  const { node } = await stage.graph<{ readonly node: ExceptionSeen | null }>(
    `query ($id: ID!) { node(id: $id) { ... on Exception {
       cause status explanation ownerTeam impact { amount } payload } } }`,
    { id },
  );
  return { id, exception: needed(node, `There is no exception ${id}.`) };
}

/** One decision of somebody in finance over all that misses a mapping for this customer. */
async function decide(stage: Stage, { customerId }: SoldDeal, parked: SeenOperation): Promise<void> {
  const { check } = stage;
  const finance = stage.as('finance', 'fatima');
  const input = {
    filter: { cause: 'MISSING_MAPPING', customerId, status: 'OPEN' },
    action: 'RETRY',
    note: 'The item is in the ledger now.',
    idempotencyKey: `scenario:mapped:${parked.id}`,
  };
  const query = `mutation ($input: ResolveExceptionsInput!) { answer: resolveExceptions(input: $input) {
    matched impact { amount } operations { id } skipped { id } userErrors { code message } } }`;
  const shown = (await finance<Decided>(query, { input: { ...input, dryRun: true } })).answer;
  check.equal('decision, shown first: matched', shown.matched, 1);
  check.equal('decision, shown first: at stake', shown.impact[0]?.amount, '46000.00');
  const { answer } = await finance<Decided>(query, { input });
  for (const { code, message } of answer.userErrors) check.note(`${code}: ${message}`);
  check.equal('decision: operations', answer.operations.map(({ id }) => id).join(' '), parked.id);
  check.equal('decision: skipped', answer.skipped.length, 0);
}

interface Decided {
  readonly answer: {
    readonly matched: number;
    readonly impact: readonly { readonly amount: string }[];
    readonly operations: readonly { readonly id: string }[];
    readonly skipped: readonly unknown[];
    readonly userErrors: readonly { readonly code: string; readonly message: string }[];
  };
}

const ENDED: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'COMPENSATED']);

async function checkReplayed(stage: Stage, { customerId }: SoldDeal, parked: SeenOperation): Promise<void> {
  const { check } = stage;
  await stage.follow(parked.id, ENDED);
  const ended = await operation(stage, parked.id);
  check.equal('replayed: status', ended.status, 'SUCCEEDED');
  check.equal('replayed: finalization in the books', ended.finalization, 'DONE');
  check.equal('exception: closed', (await exceptionOf(stage, ended)).exception.status, 'RESOLVED');
  const books = await booksOf(stage, customerId, MONTH_END);
  const invoice = needed(books.invoices.edges[0], 'Billing wrote no invoice.').node;
  check.equal('billing: invoices', books.invoices.edges.length, 1);
  check.equal('billing: total', invoice.total.amount, '46000.00');
  check.equal('ledger: status of the posting', invoice.posting?.status, 'VERIFIED');
  check.equal('ledger: variance to billing', invoice.posting?.variance?.amount, '0.00');
  check.equal('ledger: receivable', balanceOf(invoice.posting, '1100'), '46000.00');
  check.equal('ledger: deferred by the invoice', balanceOf(invoice.posting, '2500'), '-46000.00');
  const revenue = books.contracts.edges[0]?.node.revenueContract;
  // 16 of 365 days each: 36,000.00 x 16 / 365 = 1,578.08(2), 10,000.00 x 16 / 365 = 438.35(6).
  const august = revenue?.schedule.map(({ amount }) => amount.amount).toSorted() ?? [];
  check.equal('revenue: August by obligation', august.join(' '), '1578.08 438.36');
  const inLedger = revenue?.schedule.every(({ posted }) => posted);
  check.equal('revenue: August is in the ledger', inLedger, true);
  const posted = effectsOf(await effectsAt(stage, 'netsuite'), 'invoice.created', invoice.id);
  check.equal('NetSuite: invoices made', posted.length, 1);
}
