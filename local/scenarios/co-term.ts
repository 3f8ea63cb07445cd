import type { DemoDeal } from '../demo-world/customers.ts';
import { checkAgreement } from './agreement.ts';
import { checkLedger, contractLedger } from './contract-ledger.ts';
import { booksOf, total } from './customer-books.ts';
import { operationsOf, preview, start, startedByNews, succeeded } from './operations.ts';
import { newCompany, seenDeal, sell } from './sales.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

/**
 * The first contract ends on 31 July 2027, the second was sold until 15 August 2027: 50 seats at 1,200.00, 60,000.00 for 365
 * days from 16 August. Ending with the first one it loses 15 days, 60,000.00 × 15 / 365 = 2,465.75, and an audit trail
 * for 50 at 240.00 a year is added for the 350 days that are left: 12,000.00 × 350 / 365 = 11,506.85. Billed are 11,506.85 −
 * 2,465.75 = 9,041.10; the price is 69,041.10, all of it over 350 days, of which August has 16: 57,534.25 × 16 / 350 =
 * 2,630.14 and 11,506.85 × 16 / 350 = 526.03, together 3,156.17. 69,041.10 − 3,156.17 = 65,884.93 stay deferred.
 */
const FIRST: Omit<DemoDeal, 'key'> = {
  startsOn: '2026-08-01',
  endsOn: '2027-07-31',
  closedOn: '2026-08-16',
  lines: [{ product: 'PLATFORM-SEAT', quantity: '100' }],
  paidAfterDays: null,
};
const SECOND: Omit<DemoDeal, 'key'> = {
  startsOn: '2026-08-16',
  endsOn: '2027-08-15',
  closedOn: '2026-08-16',
  lines: [{ product: 'PLATFORM-SEAT', quantity: '50' }],
  paidAfterDays: null,
};

/** A second contract and a product added to it end with the first one. */
export const coTerm: Scenario = {
  name: 'co-term',
  title: 'A second contract ends with the first one: 15 days less, and an audit trail for the 350 that are left',
  play: async (stage) => {
    const customer = newCompany(stage, 'Northfork Brewing');
    const first = await sell(stage, customer, { ...FIRST, key: `${customer.key}-1` });
    const { customerId } = await seenDeal(stage, first);
    const before = await startedByNews(stage, customerId, 'BOOK_OPPORTUNITY');
    const second = await sell(stage, customer, { ...SECOND, key: `${customer.key}-2` });
    const booking = await stage.eventually('the second booking to begin', async () => {
      const [latest, ...others] = await operationsOf(stage, customerId, 'BOOK_OPPORTUNITY');
      return others.length > 0 ? latest : null;
    });
    await succeeded(stage, booking.id);
    const withContractId = needed(before.contract, 'No contract came of the first deal.').id;
    const contractId = needed((await seenDeal(stage, second)).contract, 'No contract came of the second deal.').id;

    const input = {
      contractId,
      expectedVersion: 1,
      effectiveOn: '2026-08-16',
      changes: [
        { coTerm: { withContractId } },
        { addProduct: { productCode: 'AUDIT-TRAIL', quantity: '50', unitPrice: '240.00' } },
      ],
      reason: 'One renewal date for both contracts',
      idempotencyKey: `story:${stage.telling}:co-term`,
    };
    const shown = await preview(stage.graph, 'amendContract', input);
    stage.check.equal('preview: billed', shown.invoiceTotal?.amount, '9041.10');
    const ended = await succeeded(stage, await start(stage.graph, 'amendContract', input));
    stage.check.equal('amendment: finalization', ended.finalization, 'DONE');
    await checkTogether(stage, customerId, { contractId, withContractId });
    await checkAgreement(stage, { customerId, on: '2026-08-16', through: '2026-08-31' });
  },
};

async function checkTogether(
  stage: Stage,
  customerId: string,
  { contractId, withContractId }: { readonly contractId: string; readonly withContractId: string },
): Promise<void> {
  const { check, graph } = stage;
  const ends = await graph<{ contracts: readonly { endsOn: string; lines: readonly { endsOn: string }[] }[] }>(
    'query ($ids: [ID!]!) { contracts: nodes(ids: $ids) { ... on Contract { endsOn lines { endsOn } } } }',
    { ids: [contractId, withContractId] },
  );
  const days = ends.contracts.flatMap(({ endsOn, lines }) => [endsOn, ...lines.map((line) => line.endsOn)]);
  check.equal('CRM: last days of contracts and lines', [...new Set(days)].join(' '), '2027-07-31');
  const books = await booksOf(stage, customerId, '2026-08-31');
  const invoices = books.invoices.edges.map(({ node }) => node.total.amount).sort();
  check.equal('billing: invoices', invoices.join(' '), '120000.00 60000.00 9041.10');
  const contract = books.contracts.edges.map(({ node }) => node).find(({ id }) => id === contractId);
  check.equal('CRM: version', contract?.version, 2);
  check.equal('revenue: price', contract?.revenueContract?.transactionPrice.amount, '69041.10');
  const august = contract?.revenueContract?.schedule ?? [];
  check.equal('revenue: August', total(august.map(({ amount }) => amount)), '3156.17');
  const accounts = { '1100': '69041.10', '2500': '-65884.93', '4000': '-3156.17' };
  checkLedger(stage, await contractLedger(stage, contractId), accounts);
  const untouched = { '1100': '120000.00', '2500': '-109808.22', '4000': '-10191.78' };
  checkLedger(stage, await contractLedger(stage, withContractId), untouched, ' of the first contract');
}
