import { needed, type Stage, type VendorEffect } from './scenario.ts';

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** Everything that the graph knows of a customer's money, all systems side by side. */
export interface CustomerBooks {
  readonly id: string;
  readonly name: string;
  readonly revenue: readonly {
    readonly contracted: Money;
    readonly billed: Money;
    readonly recognized: Money;
    readonly deferred: Money;
  }[];
  readonly receivable: readonly { readonly balance: Money }[];
  readonly invoices: { readonly edges: readonly { readonly node: InvoiceSeen }[] };
  readonly payments: { readonly edges: readonly { readonly node: PaymentSeen }[] };
  readonly contracts: { readonly edges: readonly { readonly node: ContractSeen }[] };
}

export interface PostingSeen {
  readonly status: string;
  readonly documentNumber: string | null;
  readonly period: { readonly startsOn: string } | null;
  readonly variance: Money | null;
  readonly journalEntries: readonly { readonly lines: readonly JournalLineSeen[] }[];
}

export interface JournalLineSeen {
  readonly account: string;
  readonly debit: Money | null;
  readonly credit: Money | null;
}

export interface InvoiceSeen {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly total: Money;
  readonly amountDue: Money;
  readonly provenance: { readonly externalId: string };
  readonly posting: PostingSeen | null;
}

export interface PaymentSeen {
  readonly id: string;
  readonly status: string;
  readonly amount: Money;
  readonly posting: PostingSeen | null;
}

export interface ContractSeen {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly lines: readonly { readonly quantity: string; readonly product: { readonly code: string } }[];
  readonly subscription: { readonly status: string } | null;
  readonly revenueContract: {
    readonly transactionPrice: Money;
    readonly schedule: readonly { readonly amount: Money; readonly posted: boolean }[];
  } | null;
}

const MONEY = '{ amount currency }';
const POSTING = `posting { status documentNumber period { startsOn } variance ${MONEY}
  journalEntries { lines { account debit ${MONEY} credit ${MONEY} } } }`;

const BOOKS = `query ($id: ID!, $asOf: Date!, $from: Date!) { customer(id: $id) { id name
  revenue(asOf: $asOf) { contracted ${MONEY} billed ${MONEY} recognized ${MONEY} deferred ${MONEY} }
  receivable { balance ${MONEY} }
  invoices(first: 20) { edges { node { id number status total ${MONEY} amountDue ${MONEY} provenance { externalId }
    ${POSTING} } } }
  payments(first: 20) { edges { node { id status amount ${MONEY} ${POSTING} } } }
  contracts(first: 5) { edges { node { id version status lines { quantity product { code } } subscription { status }
    revenueContract { transactionPrice ${MONEY} schedule(from: $from, to: $asOf) { amount ${MONEY} posted } } } } } } }`;

/** A customer's books at the end of a month; the schedule's rows are that month's. */
export async function booksOf({ graph }: Stage, customerId: string, monthEnd: string): Promise<CustomerBooks> {
  const from = `${monthEnd.slice(0, 'YYYY-MM'.length)}-01`;
  const { customer } = await graph<{ readonly customer: CustomerBooks | null }>(BOOKS, {
    id: customerId,
    asOf: monthEnd,
    from,
  });
  return needed(customer, `The graph does not know the customer ${customerId}.`);
}

/** Cents of a plain amount of two places, such as `-1.50`: no figure of a story becomes a floating number. */
export function cents(amount: string): bigint {
  if (!/^-?\d+\.\d\d$/.test(amount)) throw new Error(`${amount} is no amount of two places`);
  return BigInt(amount.replace('.', ''));
}

/** The amount that stands for these cents. */
export function amountOf(minor: bigint): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export function total(amounts: readonly Money[]): string {
  return amountOf(amounts.reduce((sum, { amount }) => sum + cents(amount), 0n));
}

/** Debits less credits of an account over all entries of a posting. */
export function balanceOf(posting: PostingSeen | null, account: string): string {
  const lines = posting?.journalEntries.flatMap((entry) => entry.lines) ?? [];
  const own = lines.filter((line) => line.account === account);
  return amountOf(
    own.reduce((sum, { debit, credit }) => sum + cents(debit?.amount ?? '0.00') - cents(credit?.amount ?? '0.00'), 0n),
  );
}

/** What a stand-in's journal says of one record, by the vendor's own id or a key that holds `part`. */
export function effectsOf(effects: readonly VendorEffect[], kind: string, part: string): readonly VendorEffect[] {
  return effects.filter(
    (effect) => effect.kind === kind && (effect.id === part || effect.key?.includes(part) === true),
  );
}

/** Effects of a vendor, which a story on this machine needs. */
export async function effectsAt({ ledger }: Stage, vendor: Parameters<Stage['ledger']>[0]) {
  return needed(await ledger(vendor), `The stand-in of ${vendor} cannot be reached from here.`);
}
