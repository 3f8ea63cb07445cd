import type { DemoProduct } from '../demo-world/catalogue.ts';
import { putItems } from '../demo-world/ledger.ts';
import { putCatalogue } from '../demo-world/sales.ts';
import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf, type CustomerBooks, cents, effectsAt, effectsOf, type InvoiceSeen, total } from './customer-books.ts';
import { bound, meterOf, takeBack, tellAgain, use } from './metering.ts';
import { operationsOf, preview, type SeenOperation, start, startedByNews, succeeded } from './operations.ts';
import { booked, contractOf, sellOne } from './own-deal.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * 100 seats at 1,200.00 are 120,000.00 for the 365 days from 1 August, in advance. From 16 August there are 150: what is
 * left of the old ones goes back, 120,000.00 × 350 / 365 = 115,068.49, all 150 are charged, 180,000.00 × 350 / 365 =
 * 172,602.74, so 57,534.25 are billed. API calls are metered at 0.04 each; billing bills them once 250,000 have come
 * together. 90,000 + 60,000 (told twice, counted once) + 85,000 (of a test, cancelled) + 58,000 + 47,250 are 255,250 calls
 * that count: 10,210.00. Of these 5,250 turn out to be repetitions after they were billed: 210.00 are credited.
 *
 * August has 31 days of the first seats, 120,000.00 × 31 / 365 = 10,191.78, 16 of the other 50, 57,534.25 × 16 / 350 =
 * 2,630.14, and the 10,000.00 of all calls: 22,821.92. Of the 187,534.25 billed in all 164,712.33 stay deferred.
 */
const CALLS: DemoProduct = {
  code: 'API-CALL',
  name: 'API call',
  prices: { USD: '0.04', EUR: '0.04' },
  chargeModel: 'USAGE',
  incomeAccount: '4000',
  deferredAccount: '2500',
};
const THRESHOLD = '250000';
const SEATS = '120000.00';
const MORE_SEATS = '57534.25';
const METERED = '10210.00';
const CREDITED = '210.00';
const USED = '10000.00';
const BILLED = '187534.25';
const AUGUST = '22821.92';
const DEFERRED = '164712.33';
const TODAY = '2026-08-16';
const MONTH_END = '2026-08-31';

/** A year of seats grows in its middle, while what is used beyond them is metered, corrected and billed. */
export const annualExpansionOverage: Scenario = {
  name: 'annual-expansion-overage',
  title: '50 seats more in mid-term and 250,000 metered calls: 57,534.25 and 10,000.00, equal in four systems',
  play: async (stage) => {
    await launch(stage);
    const sold = await sellOne(stage, {
      company: 'Harrow Street Maps',
      startsOn: '2026-08-01',
      endsOn: '2027-07-31',
      lines: [
        { product: 'PLATFORM-SEAT', quantity: '100' },
        { product: CALLS.code, quantity: '1' },
      ],
    });
    const { customerId } = sold;
    const contractId = contractOf(await booked(stage, sold)).id;
    const metered = await meterOf(stage, contractId, CALLS.code);
    await bound(stage, metered, THRESHOLD);
    await use(stage, metered, { id: 'a', quantity: '90000', on: '2026-08-03' });
    await use(stage, metered, { id: 'b', quantity: '60000', on: '2026-08-07' });
    await tellAgain(stage, metered, { id: 'b', quantity: '60000', on: '2026-08-07' });
    await use(stage, metered, { id: 'c', quantity: '85000', on: '2026-08-10' });
    await expand(stage, contractId);
    await takeBack(stage, metered, 'c');
    await use(stage, metered, { id: 'd', quantity: '58000', on: '2026-08-10' });
    const before = await booksOf(stage, customerId, MONTH_END);
    stage.check.equal('billing: invoices below the threshold', before.invoices.edges.length, 2);
    await use(stage, metered, { id: 'e', quantity: '47250', on: '2026-08-14' });
    const posting = await startedByNews(stage, customerId, 'POST_INVOICE');
    stage.check.equal('use: finalization in the books', posting.finalization, 'DONE');
    await correct(stage, customerId);
    await checkBooks(stage, customerId, contractId);
    await checkNothingWaits(stage, customerId);
    await checkAgreement(stage, { customerId, on: TODAY, through: MONTH_END, used: USED });
  },
};

/** Sales, and finance with it, offer the metered product; a second telling changes nothing. */
async function launch(stage: Stage): Promise<void> {
  const vendors = await stage.vendors();
  await putCatalogue(vendors, [CALLS]);
  await putItems(vendors, [CALLS]);
}

async function expand(stage: Stage, contractId: string): Promise<void> {
  const input = {
    contractId,
    expectedVersion: 1,
    effectiveOn: TODAY,
    changes: [{ setQuantity: { productCode: 'PLATFORM-SEAT', quantity: '150' } }],
    reason: 'A second team',
    idempotencyKey: `story:${stage.telling}:expand`,
  };
  const shown = await preview(stage.graph, 'amendContract', input);
  stage.check.equal('preview: billed, without the calls', shown.invoiceTotal?.amount, MORE_SEATS);
  const operationId = await start(stage.graph, 'amendContract', input);
  const ended = await succeeded(stage, operationId);
  stage.check.equal('expansion: finalization in the books', ended.finalization, 'DONE');
}

function metering({ invoices }: CustomerBooks): InvoiceSeen {
  const found = invoices.edges.find(({ node }) => node.total.amount === METERED);
  return needed(found, 'The use is not billed.').node;
}

/** Use that was billed already is corrected where it was billed, by a credit note on its line. */
async function correct(stage: Stage, customerId: string): Promise<void> {
  const { stripe } = await stage.vendors();
  const { provenance } = metering(await booksOf(stage, customerId, MONTH_END));
  const billed = (await stripe('GET', `/v1/invoices/${provenance.externalId}`)) as {
    readonly lines: { readonly data: readonly { readonly id: string }[] };
  };
  const form = {
    invoice: provenance.externalId,
    'lines[0][type]': 'invoice_line_item',
    'lines[0][invoice_line_item]': billed.lines.data[0]?.id ?? '',
    'lines[0][amount]': String(cents(CREDITED)),
    reason: 'order_change',
  };
  await stripe('POST', '/v1/credit_notes', form, `story:${stage.telling}:correct`);
  const taken = await startedByNews(stage, customerId, 'ISSUE_CREDIT_MEMO');
  stage.check.equal('correction: finalization in the books', taken.finalization, 'DONE');
}

async function checkBooks(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check } = stage;
  const books = await booksOf(stage, customerId, MONTH_END);
  const contract = needed(books.contracts.edges[0], 'The contract is gone.').node;
  const lines = contract.lines.map(({ quantity, product }) => `${quantity} ${product.code}`).sort();
  check.equal('CRM: lines', lines.join(', '), `1 ${CALLS.code}, 150 PLATFORM-SEAT`);
  const invoices = books.invoices.edges.map(({ node }) => node);
  const amounts = invoices.map((one) => one.total.amount).sort();
  check.equal('billing: invoices', amounts.join(' '), [SEATS, MORE_SEATS, METERED].sort().join(' '));
  check.equal('billing: due in all', total(invoices.map(({ amountDue }) => amountDue)), BILLED);
  check.equal('ledger: postings', [...new Set(invoices.map(({ posting }) => posting?.status))].join(' '), 'VERIFIED');
  await checkUse(stage, metering(books));
  check.equal('revenue: price', contract.revenueContract?.transactionPrice.amount, BILLED);
  const august = contract.revenueContract?.schedule ?? [];
  check.equal('revenue: August', total(august.map(({ amount }) => amount)), AUGUST);
  check.equal(
    'revenue: August is in the ledger',
    august.every(({ posted }) => posted),
    true,
  );
  check.equal('revenue: deferred as of 31 August', books.revenue[0]?.deferred.amount, DEFERRED);
  const accounts = { '1100': BILLED, '2500': `-${DEFERRED}`, '4000': `-${AUGUST}` };
  checkLedger(stage, await contractLedger(stage, contractId), accounts);
}

/** The invoice of the use: one line, for the days until it was billed, posted once. */
async function checkUse(stage: Stage, { id, provenance }: InvoiceSeen): Promise<void> {
  const { check, graph } = stage;
  const { invoice } = await graph<{
    readonly invoice: {
      readonly lines: readonly {
        readonly quantity: string;
        readonly servicePeriodStartsOn: string;
        readonly servicePeriodEndsOn: string;
        readonly product: { readonly code: string } | null;
      }[];
    };
  }>(
    'query ($id: ID!) { invoice(id: $id) { lines { quantity servicePeriodStartsOn servicePeriodEndsOn product { code } } } }',
    { id },
  );
  const said = invoice.lines.map(
    (line) => `${line.quantity} ${line.product?.code} of ${line.servicePeriodStartsOn} to ${line.servicePeriodEndsOn}`,
  );
  check.equal('billing: use', said.join(', '), `255250 ${CALLS.code} of 2026-08-01 to ${TODAY}`);

  const finalized = effectsOf(await effectsAt(stage, 'stripe'), 'invoice.finalized', provenance.externalId);
  check.equal('Stripe: invoices of the use', finalized.length, 1);
  const posted = effectsOf(await effectsAt(stage, 'netsuite'), 'invoice.created', id);
  check.equal('NetSuite: invoices of the use', posted.length, 1);
}

const KINDS = ['BOOK_OPPORTUNITY', 'AMEND_CONTRACT', 'POST_INVOICE', 'ISSUE_CREDIT_MEMO'];

/** Every step is done, so none is older than anybody was given for it, and nobody was asked. */
async function checkNothingWaits(stage: Stage, customerId: string): Promise<void> {
  const { check } = stage;
  const all: SeenOperation[] = [];
  for (const kind of KINDS) all.push(...(await operationsOf(stage, customerId, kind)));
  check.equal('operations', all.map(({ kind }) => kind).join(' '), KINDS.join(' '));
  check.equal('operations: ended well', all.filter(({ status }) => status === 'SUCCEEDED').length, KINDS.length);
  const open = all.flatMap(({ steps }) => steps).filter(({ status }) => status !== 'DONE' && status !== 'SKIPPED');
  check.equal('operations: steps that are not done', open.map(({ name }) => name).join(' '), '');
  const asked = all.flatMap(({ exceptions, approvals }) => [...exceptions, ...approvals]);
  check.equal('operations: work for people', asked.length, 0);
}
