import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf, total } from './customer-books.ts';
import { preview, start, startedByNews, succeeded } from './operations.ts';
import { booked, contractOf, payOnly, sellOne } from './own-deal.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * 800 seats at 1,200.00 and premier support at 36,000.00 are 996,000.00 for the 365 days from 1 August, paid at once. From
 * 16 August, with 350 days left, 500 seats are enough and support goes: 300 × 1,200.00 × 350 / 365 = 345,205.48 and
 * 36,000.00 × 350 / 365 = 34,520.55 come back as credit, 379,726.03. The price is 616,273.97. Fifteen days of all of it
 * were served, 39,452.05 and 1,479.45, and keep their revenue; the other 575,342.47 are for 500 seats over 350 days, of
 * which August has 16: 26,301.37. So August is 67,232.87, and 549,041.10 stay deferred.
 */
const LINES = [
  { product: 'PLATFORM-SEAT', quantity: '800' },
  { product: 'SUPPORT-PREMIER', quantity: '1' },
];
const PAID = '996000.00';
const BACK = '379726.03';
const PRICE = '616273.97';
const AUGUST = '67232.87';
const DEFERRED = '549041.10';

/** A customer needs less of what was paid for: what is not used any more becomes credit in every system. */
export const downgrade: Scenario = {
  name: 'downgrade',
  title: 'From 800 to 500 seats and without premier support on 16 August: 379,726.03 become credit',
  play: async (stage) => {
    const term = { startsOn: '2026-08-01', endsOn: '2027-07-31' };
    const sold = await sellOne(stage, { company: 'Windrow Freight', ...term, lines: LINES });
    const { customerId } = sold;
    const contractId = contractOf(await booked(stage, sold)).id;
    await pay(stage, customerId);

    const input = {
      contractId,
      expectedVersion: 1,
      effectiveOn: '2026-08-16',
      changes: [
        { setQuantity: { productCode: 'PLATFORM-SEAT', quantity: '500' } },
        { removeProduct: { productCode: 'SUPPORT-PREMIER' } },
      ],
      reason: 'Two depots closed',
      idempotencyKey: `story:${stage.telling}:downgrade`,
    };
    const shown = await preview(stage.graph, 'amendContract', input);
    stage.check.equal('preview: billed', shown.invoiceTotal?.amount, `-${BACK}`);
    stage.check.equal('preview: treatment', shown.treatment, 'PROSPECTIVE');
    stage.check.equal('preview: revenue of the whole term', total(shown.revenueAfter.map((row) => row.amount)), PRICE);
    const operationId = await start(stage.graph, 'amendContract', input);
    const ended = await succeeded(stage, operationId);
    stage.check.equal('amendment: commitment', ended.commitment, 'DONE');
    stage.check.equal('amendment: finalization', ended.finalization, 'DONE');
    await checkBooks(stage, customerId, contractId);
    await checkAgreement(stage, { customerId, on: '2026-08-16', through: '2026-08-31' });
    stage.check.equal('asked again: the same operation', await start(stage.graph, 'amendContract', input), operationId);
    const again = await booksOf(stage, customerId, '2026-08-31');
    stage.check.equal('asked again: contract version', again.contracts.edges[0]?.node.version, 2);
    stage.check.equal('asked again: invoices', again.invoices.edges.length, 2);
  },
};

async function pay(stage: Stage, customerId: string): Promise<void> {
  await payOnly(stage, await booksOf(stage, customerId, '2026-08-31'));
  await startedByNews(stage, customerId, 'APPLY_PAYMENT');
}

async function checkBooks(stage: Stage, customerId: string, contractId: string): Promise<void> {
  const { check, graph } = stage;
  const books = await booksOf(stage, customerId, '2026-08-31');
  const contract = needed(books.contracts.edges[0], 'The contract is gone.').node;
  const lines = contract.lines.map(({ quantity, product }) => `${quantity} ${product.code}`);
  check.equal('CRM: contract version', contract.version, 2);
  check.equal('CRM: lines', lines.join(', '), '500 PLATFORM-SEAT');
  const head = await graph<{ contract: { annualValue: { amount: string } } }>(
    'query ($id: ID!) { contract(id: $id) { annualValue { amount } } }',
    { id: contractId },
  );
  check.equal('CRM: what the next renewal starts from', head.contract.annualValue.amount, '600000.00');
  const invoices = books.invoices.edges.map(({ node }) => node);
  check.equal(
    'billing: invoices',
    invoices
      .map((one) => one.total.amount)
      .sort()
      .join(' '),
    `-${BACK} ${PAID}`,
  );
  check.equal('billing: due', total(invoices.map(({ amountDue }) => amountDue)), '0.00');
  check.equal('ledger: postings', invoices.map(({ posting }) => posting?.status).join(' '), 'VERIFIED VERIFIED');
  const types = await documentTypes(stage, contractId);
  check.equal('ledger: a credit memo, no invoice below zero', types, 'CustCred CustInvc CustPymt');
  check.equal('ledger: receivable of the customer', books.receivable[0]?.balance.amount, `-${BACK}`);
  check.equal('revenue: price', contract.revenueContract?.transactionPrice.amount, PRICE);
  const august = contract.revenueContract?.schedule ?? [];
  check.equal('revenue: August', total(august.map(({ amount }) => amount)), AUGUST);
  check.equal(
    'revenue: August is in the ledger',
    august.every(({ posted }) => posted),
    true,
  );
  check.equal('revenue: deferred as of 31 August', books.revenue[0]?.deferred.amount, DEFERRED);
  const accounts = { '1000': PAID, '1100': `-${BACK}`, '2500': `-${DEFERRED}`, '4000': `-${AUGUST}` };
  checkLedger(stage, await contractLedger(stage, contractId), accounts);
}

/** What NetSuite has of the contract besides journals. */
async function documentTypes(stage: Stage, contractId: string): Promise<string> {
  const { suiteql } = await stage.vendors();
  const found = await suiteql(
    `SELECT t.type AS type FROM transaction t WHERE t.custbody_revgraph_contract = '${contractId}' AND t.type != 'Journal'`,
  );
  return found
    .map(({ type }) => type)
    .sort()
    .join(' ');
}
