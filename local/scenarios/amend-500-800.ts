import { decimalOf, plain } from '#schema/canonical/contract.ts';
import { checkAgreement } from './agreement.ts';
import { needed, type Scenario, type Stage } from './scenario.ts';

interface Money {
  readonly amount: string;
  readonly currency: string;
}

interface State {
  readonly customers: { readonly edges: readonly { readonly node: Customer }[] };
}

interface Customer {
  readonly id: string;
  readonly revenue: readonly { readonly deferred: Money; readonly contracted: Money; readonly billed: Money }[];
  readonly invoices: { readonly edges: readonly { readonly node: Invoice }[] };
  readonly contracts: { readonly edges: readonly { readonly node: Contract }[] };
}

interface Invoice {
  readonly number: string;
  readonly total: Money;
  readonly lines: readonly { readonly amount: Money; readonly proration: boolean }[];
  readonly posting: {
    readonly status: string;
    readonly documentNumber: string;
    readonly period: { readonly startsOn: string };
    readonly journalEntries: readonly { readonly lines: readonly JournalLine[] }[];
  } | null;
}

interface JournalLine {
  readonly account: string;
  readonly accountName: string | null;
  readonly debit: Money | null;
  readonly credit: Money | null;
}

interface Contract {
  readonly id: string;
  readonly version: number;
  readonly lines: readonly { readonly quantity: string; readonly product: { readonly code: string } }[];
  readonly revenueContract: {
    readonly transactionPrice: Money;
    readonly modifications: readonly {
      readonly effectiveOn: string;
      readonly treatment: string;
      readonly deltaPrice: Money;
      readonly explanation: readonly { readonly rule: string; readonly result: string }[];
    }[];
    readonly schedule: readonly {
      readonly amount: Money;
      readonly posted: boolean;
      readonly obligation: { readonly name: string; readonly startsOn: string };
    }[];
  };
}

interface Amended {
  readonly amendContract: {
    readonly replayed: boolean;
    readonly operation: { readonly id: string } | null;
    readonly preview: {
      readonly treatment: string;
      readonly invoiceTotal: Money;
      readonly warnings: readonly string[];
    } | null;
    readonly userErrors: readonly { readonly code: string; readonly message: string }[];
  };
}

const STATE = `query {
  customers(first: 1, filter: { search: "Meridian Health Systems" }) { edges { node { id
    revenue(asOf: "2026-08-31") { contracted { amount currency } billed { amount currency } deferred { amount currency } }
    invoices(first: 20) { edges { node {
      number total { amount currency } lines { amount { amount currency } proration }
      posting { status documentNumber period { startsOn } journalEntries { lines {
        account accountName debit { amount currency } credit { amount currency } } } } } } }
    contracts(first: 5) { edges { node { id version lines { quantity product { code } }
      revenueContract { transactionPrice { amount currency }
        modifications { effectiveOn treatment deltaPrice { amount currency } explanation { rule result } }
        schedule(from: "2026-08-01", to: "2026-08-31") { amount { amount currency } posted obligation { name startsOn } } } } } }
  } } } }`;

const AMEND = `mutation ($input: AmendContractInput!) { amendContract(input: $input) {
  replayed operation { id } preview { treatment invoiceTotal { amount currency } warnings } userErrors { code message } } }`;

/** The amendment of the story. The same key every time: telling it again changes nothing and shows the same figures. */
const amendment = (contractId: string) => ({
  contractId,
  expectedVersion: 1,
  effectiveOn: '2026-08-16',
  changes: [
    { setQuantity: { productCode: 'PLATFORM-SEAT', quantity: '800' } },
    { addProduct: { productCode: 'PREMIUM-ANALYTICS', quantity: '1', unitPrice: '90000.00' } },
  ],
  reason: 'More seats and analytics from mid August',
  idempotencyKey: 'scenario:amend-500-800',
});

/** Meridian goes from 500 to 800 seats and adds Premium Analytics in the middle of its year. */
export const amend500To800: Scenario = {
  name: 'amend-500-800',
  title: 'Meridian goes from 500 to 800 seats on 16 August and adds Premium Analytics',
  play: async (stage) => {
    const before = await contractOf(stage);
    if (before.version === 1) await preview(stage, before.id);
    else stage.check.note('The contract is amended already: the preview is left out and the same key is sent again.');
    await amend(stage, before.id);
    const customerId = await checkState(stage);
    // Billing rounds each line of the proration, the CRM the value as a whole: 170,136.98 and 170,136.99.
    await checkAgreement(stage, { customerId, on: '2026-08-16', through: '2026-08-31', belowValue: '0.01' });
    await checkDeal(stage);
    await checkOnce(stage);
  },
};

async function contractOf({ graph }: Stage): Promise<Contract> {
  const { customers } = await graph<State>(STATE, {});
  const customer = needed(
    customers.edges[0],
    'There is no customer Meridian Health Systems: is this the demo world?',
  ).node;
  return needed(customer.contracts.edges[0], 'Meridian Health Systems has no contract.').node;
}

async function preview({ graph, check }: Stage, contractId: string): Promise<void> {
  const { amendContract } = await graph<Amended>(AMEND, { input: { ...amendment(contractId), dryRun: true } });
  for (const { code, message } of amendContract.userErrors) check.note(`${code}: ${message}`);
  check.equal('preview: total of the proration', amendContract.preview?.invoiceTotal.amount, '170136.98');
  check.equal('preview: treatment', amendContract.preview?.treatment, 'SEPARATE_CONTRACT');
  for (const warning of amendContract.preview?.warnings ?? []) check.note(`preview says: ${warning}`);
}

async function amend({ graph, follow, check }: Stage, contractId: string): Promise<void> {
  const { amendContract } = await graph<Amended>(AMEND, { input: amendment(contractId) });
  const [refused] = amendContract.userErrors;
  const operation = needed(amendContract.operation, `The amendment was refused: ${refused?.code}: ${refused?.message}`);
  const kinds = await follow(operation.id);
  if (!amendContract.replayed) check.note(`${kinds.length} events over the subscription, the last one ${kinds.at(-1)}`);
  const ended = await graph<{ operation: { status: string; commitment: string; finalization: string } }>(
    'query ($id: ID!) { operation(id: $id) { status commitment finalization } }',
    { id: operation.id },
  );
  check.equal('operation', ended.operation.status, 'SUCCEEDED');
  check.equal('commitment towards the customer', ended.operation.commitment, 'DONE');
  check.equal('finalization in the books', ended.operation.finalization, 'DONE');
}

/** Gives the customer's id. */
async function checkState({ graph, check }: Stage): Promise<string> {
  const { customers } = await graph<State>(STATE, {});
  const customer = needed(customers.edges[0], 'Meridian Health Systems is gone.').node;
  const contract = needed(customer.contracts.edges[0], 'The contract is gone.').node;
  check.equal('CRM: contract version', contract.version, 2);
  check.equal(
    'CRM: platform seats',
    contract.lines.find(({ product }) => product.code === 'PLATFORM-SEAT')?.quantity,
    '800',
  );
  checkInvoice(customer, check);
  checkRevenue(customer, contract, check);
  return customer.id;
}

function checkInvoice(customer: Customer, check: Stage['check']): void {
  const invoice = customer.invoices.edges
    .map(({ node }) => node)
    .find(({ lines }) => lines.some(({ proration }) => proration));
  const found = needed(invoice, 'Billing wrote no invoice for the amendment.');
  const amounts = found.lines.map(({ amount }) => amount.amount);
  for (const expected of ['-226849.32', '362958.90', '34027.40']) {
    check.equal(`billing: line of ${expected}`, amounts.includes(expected) ? expected : amounts.join(' '), expected);
  }
  check.equal('billing: total', found.total.amount, '170136.98');
  check.equal('ledger: status of the posting', found.posting?.status, 'VERIFIED');
  check.equal('ledger: period', found.posting?.period.startsOn, '2026-08-01');
  const lines = found.posting?.journalEntries.flatMap((entry) => entry.lines) ?? [];
  check.equal('ledger: receivable', lines.find(({ account }) => account === '1100')?.debit?.amount, '170136.98');
  check.equal('ledger: deferred revenue', netCredit(lines.filter(({ account }) => account === '2500')), '170136.98');
}

/** Credits less debits, in cents by text arithmetic: the ledger shows the credit line of the unused time as a debit. */
function netCredit(lines: readonly JournalLine[]): string {
  const cents = (money: Money | null) => BigInt((money?.amount ?? '0.00').replace('.', ''));
  const net = lines.reduce((total, { debit, credit }) => total + cents(credit) - cents(debit), 0n).toString();
  return `${net.slice(0, -2)}.${net.slice(-2)}`;
}

function checkRevenue(customer: Customer, contract: Contract, check: Stage['check']): void {
  const { revenueContract } = contract;
  const modification = revenueContract.modifications.find(({ effectiveOn }) => effectiveOn === '2026-08-16');
  check.equal('revenue: treatment', modification?.treatment, 'SEPARATE_CONTRACT');
  check.equal('revenue: price of the amendment', modification?.deltaPrice.amount, '170136.98');
  check.equal('revenue: price of everything', revenueContract.transactionPrice.amount, '770136.98');
  const august = revenueContract.schedule.map(({ amount }) => amount.amount).sort();
  check.equal('revenue: August by obligation', august.join(' '), ['15780.82', '3945.21', '50958.90'].sort().join(' '));
  const cents = august.reduce((total, amount) => total + BigInt(amount.replace('.', '')), 0n).toString();
  check.equal('revenue: August', `${cents.slice(0, -2)}.${cents.slice(-2)}`, '70684.93');
  check.equal(
    'revenue: August is in the ledger',
    revenueContract.schedule.every(({ posted }) => posted),
    true,
  );
  check.equal('revenue: deferred as of 31 August', customer.revenue[0]?.deferred.amount, '350958.90');
  check.equal('revenue: billed', customer.revenue[0]?.billed.amount, '770136.98');
  const own = modification?.explanation.find(({ rule }) => rule === 'proration-check');
  check.equal('our own check of the proration', own?.result.includes('170136.99'), true);
  if (own !== undefined) check.note(`our own check says: ${own.result}`);
}

/** The deal in Salesforce, in its own words. */
async function checkDeal({ ledger, check }: Stage): Promise<void> {
  const effects = await ledger('salesforce');
  if (effects === null) return check.note('Salesforce cannot be reached from here: its deal was not looked at.');
  const shown = Object.assign(
    {},
    ...effects
      .filter(({ kind, key }) => kind === 'opportunity.updated' && key === 'meridian-platform')
      .map(({ summary }) => summary),
  ) as Record<string, unknown>;
  check.equal('Salesforce: contract version', shown['ContractVersion__c'], 2);
  check.equal('Salesforce: seats', plain(decimalOf(String(shown['ContractedSeats__c'] ?? '0'))), '800');
  check.equal('Salesforce: posting status', shown['PostingStatus__c'], 'VERIFIED');
  check.equal('Salesforce: invoice number', /^\S+-\d{4}$/.test(String(shown['InvoiceNumber__c'])), true);
}

/** One effect a system, however often the story is told. */
async function checkOnce({ ledger, check }: Stage): Promise<void> {
  const [orders, invoices] = [await ledger('salesforce'), await ledger('netsuite')];
  if (orders === null || invoices === null) return;
  const amendments = orders.filter(
    ({ kind, key }) => kind === 'order.created' && String(key).endsWith(':amendCrmContract'),
  );
  const mine = new Set(amendments.map(({ id }) => id));
  check.equal('Salesforce: orders made twice', amendments.length - mine.size, 0);
  const posted = invoices.filter(({ kind }) => kind === 'invoice.created').map(({ key }) => key);
  check.equal('NetSuite: invoices made twice', posted.length - new Set(posted).size, 0);
}
