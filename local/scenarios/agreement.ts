import { type ContractLedger, contractLedger } from './contract-ledger.ts';
import { amountOf, cents, type Money } from './customer-books.ts';
import { needed, type Stage } from './scenario.ts';

interface Line {
  readonly quantity: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly chargeModel: string;
  readonly product: { readonly code: string };
}

/** What is metered has no quantity in billing: null. */
interface InUse {
  readonly quantity: string | null;
  readonly product: { readonly code: string } | null;
}

interface Document {
  readonly total: Money;
  readonly posting: { readonly status: string; readonly variance: Money | null } | null;
}

interface Contract {
  readonly id: string;
  readonly status: string;
  readonly totalValue: Money;
  readonly lines: readonly Line[];
  readonly subscription: {
    readonly status: string;
    readonly items: readonly InUse[];
  } | null;
  readonly revenueContract: { readonly transactionPrice: Money } | null;
}

interface Edges<Node> {
  readonly edges: readonly { readonly node: Node }[];
}

interface Customer {
  readonly contracts: Edges<Contract>;
  readonly invoices: Edges<Document & { readonly status: string }>;
  readonly creditMemos: Edges<Document>;
  readonly payments: Edges<{ readonly status: string; readonly amount: Money; readonly refunded: Money }>;
  readonly receivable: readonly { readonly balance: Money }[];
  readonly revenue: readonly {
    readonly billed: Money;
    readonly recognized: Money;
    readonly deferred: Money;
    readonly unbilled: Money;
  }[];
}

const MONEY = '{ amount currency }';
const POSTING = `posting { status variance ${MONEY} }`;
const STATE = `query ($id: ID!, $asOf: Date!) { customer(id: $id) {
  contracts(first: 5) { edges { node { id status totalValue ${MONEY}
    lines { quantity startsOn endsOn chargeModel product { code } }
    subscription { status items { quantity product { code } } } revenueContract { transactionPrice ${MONEY} } } } }
  invoices(first: 20) { edges { node { status total ${MONEY} ${POSTING} } } }
  creditMemos(first: 20) { edges { node { total ${MONEY} ${POSTING} } } }
  payments(first: 20) { edges { node { status amount ${MONEY} refunded ${MONEY} } } }
  receivable { balance ${MONEY} }
  revenue(asOf: $asOf) { billed ${MONEY} recognized ${MONEY} deferred ${MONEY} unbilled ${MONEY} } } }`;

export interface Agreement {
  readonly customerId: string;
  /** The day that contract and subscription are compared on. */
  readonly on: string;
  /** Last day of the month through which the ledger has the revenue. */
  readonly through: string;
  /**
   * By how much the price is below the CRM's value, worked out by hand: credits that left the contract as it is, and what
   * billing's own rounding made of its lines.
   */
  readonly belowValue?: string;
  /** What was used and billed, worked out by hand: it enters the price as it is incurred, and no value of the CRM's. */
  readonly used?: string;
}

/**
 * Compares what CRM, billing, ledger and revenue say of one customer, each in its own words: the same things in use, the
 * same price, billed, received, owed, earned and deferred. The ledger is counted in NetSuite itself.
 */
export async function checkAgreement(stage: Stage, agreement: Agreement) {
  const { customerId, on, through, belowValue = '0.00', used = '0.00' } = agreement;
  const found = await stage.graph<{ readonly customer: Customer | null }>(STATE, { id: customerId, asOf: through });
  const customer = needed(found.customer, `The graph does not know the customer ${customerId}.`);
  const contracts = nodes(customer.contracts);
  const ledgers = await Promise.all(contracts.map(({ id }) => contractLedger(stage, id)));
  for (const contract of contracts) checkUse(stage, contract, on);
  checkPrice(stage, contracts, cents(used) - cents(belowValue));
  checkMoney(stage, customer, ledgers);
  checkPostings(stage, customer);
}

const GONE: ReadonlySet<string> = new Set(['CANCELLED', 'EXPIRED']);

/** Billed once, so no part of what billing goes on billing. */
const ONCE: ReadonlySet<string> = new Set(['ONE_TIME', 'MILESTONE']);

/** What the customer may use: by the CRM's contract, and by billing's subscription. */
function checkUse({ check }: Stage, { status, lines, subscription }: Contract, on: string): void {
  const isGone = GONE.has(status);
  check.equal('agreement: subscription ended, as in the CRM', GONE.has(subscription?.status ?? ''), isGone);
  if (isGone) return;
  const running = lines
    .filter((line) => line.startsOn <= on && on <= line.endsOn && !ONCE.has(line.chargeModel))
    .map(({ quantity, chargeModel, product }) => ({ quantity: chargeModel === 'USAGE' ? null : quantity, product }));
  check.equal('agreement: in use, billing as CRM', inUse(subscription?.items ?? []), inUse(running));
}

function inUse(items: readonly InUse[]): string {
  const nameOf = ({ quantity, product }: InUse) =>
    `${quantity === null ? 'metered ' : ''}${product?.code ?? 'unknown'}`;
  const sums = [...Map.groupBy(items, nameOf)].map(([name, own]) => {
    const counted = own.flatMap(({ quantity }) => (quantity === null ? [] : [BigInt(quantity)]));
    return counted.length === 0 ? name : `${counted.reduce((all, one) => all + one, 0n)} ${name}`;
  });
  return sums.sort().join(', ');
}

/** A contract that was cancelled keeps its value in the CRM, as what was once signed; its price is what was served. */
function checkPrice({ check }: Stage, contracts: readonly Contract[], beyondValue: bigint): void {
  if (contracts.some(({ status }) => GONE.has(status))) return;
  const value = sum(contracts.map(({ totalValue }) => totalValue)) + beyondValue;
  const price = sum(contracts.flatMap(({ revenueContract }) => revenueContract?.transactionPrice ?? []));
  check.equal('agreement: price, revenue as CRM', amountOf(price), amountOf(value));
}

/** Accounts of the demo company: money on the way, bank, receivable, income. All others carry what is deferred. */
const CASH = ['1000', '1010'];
const RECEIVABLE = ['1100'];
const INCOME = ['4000'];

function checkMoney({ check }: Stage, customer: Customer, ledgers: readonly ContractLedger[]): void {
  const said = (name: string, got: bigint, expected: bigint) =>
    check.equal(`agreement: ${name}`, amountOf(got), amountOf(expected));
  const invoices = nodes(customer.invoices).filter(({ status }) => status !== 'VOID');
  const billed = sum(invoices.map(({ total }) => total)) - sum(nodes(customer.creditMemos).map(({ total }) => total));
  const kept = nodes(customer.payments).filter(({ status }) => status !== 'FAILED');
  const received = sum(kept.map(({ amount }) => amount)) - sum(kept.map(({ refunded }) => refunded));
  const [revenue] = customer.revenue;
  const of = (name: 'billed' | 'recognized' | 'deferred' | 'unbilled') => cents(revenue?.[name].amount ?? '0.00');
  const inLedger = (accounts: readonly string[]) => balance(ledgers, (account) => accounts.includes(account));
  said('billed, ledger as billing', inLedger([...CASH, ...RECEIVABLE]), billed);
  said('billed, revenue as billing', of('billed'), billed);
  said('received, ledger as billing', inLedger(CASH), received);
  said('owed, ledger as billing', sum(customer.receivable.map((one) => one.balance)), billed - received);
  said('recognized, ledger as revenue', -inLedger(INCOME), of('recognized'));
  const others = balance(ledgers, (account) => ![...CASH, ...RECEIVABLE, ...INCOME].includes(account));
  said('deferred, ledger as revenue', -others, of('deferred') - of('unbilled'));
}

function checkPostings({ check }: Stage, { invoices, creditMemos }: Customer): void {
  const postings = [...nodes(invoices), ...nodes(creditMemos)].map(
    ({ posting }) => `${posting?.status ?? 'MISSING'} ${posting?.variance?.amount ?? '0.00'}`,
  );
  check.equal('agreement: postings', [...new Set(postings)].join(', '), 'VERIFIED 0.00');
}

function nodes<Node>({ edges }: Edges<Node>): readonly Node[] {
  return edges.map(({ node }) => node);
}

function sum(amounts: readonly Money[]): bigint {
  return amounts.reduce((all, { amount }) => all + cents(amount), 0n);
}

/** Debits less credits over all contracts, of the accounts that are meant. */
function balance(ledgers: readonly ContractLedger[], isMeant: (account: string) => boolean): bigint {
  const amounts = ledgers.flatMap((ledger) => [...ledger].filter(([account]) => isMeant(account)));
  return amounts.reduce((all, [, amount]) => all + cents(amount), 0n);
}
