import { faultLine } from '#revrec/library/fault.ts';
import { CONTRACT_DRIVEN, type PolicySet } from '#revrec/library/policy-set.ts';
import { type ReadContracts, readContracts } from '#revrec/library/read-contract.ts';
import { type RecognizedContract, type RecognizeOptions, recognize } from '#revrec/library/recognize.ts';

/** Builders of input files: a story states what matters to it and the rest is plain. */
type Json = Readonly<Record<string, unknown>>;

/** 12,000.00 over the twelve months of 2026. */
export function aLine(change: Json = {}): Json {
  return {
    key: 'seats',
    product: 'SEAT',
    quantity: '10',
    unitPrice: '100.00',
    pricePer: 'MONTH',
    from: '2026-01-01',
    to: '2026-12-31',
    method: 'MONTHLY',
    ssp: '100.00',
    ...change,
  };
}

export function aContract(change: Json = {}): Json {
  return {
    contract: 'C-1',
    customer: 'Northwind',
    entity: 'US',
    currency: 'USD',
    lines: [aLine()],
    ...change,
  };
}

export function anInvoice(key: string, on: string, amount: string, change: Json = {}): Json {
  return { type: 'invoice', key, on, lines: [{ product: 'SEAT', amount }], ...change };
}

export function read(file: unknown): ReadContracts {
  const told = readContracts(file);
  if (!told.ok) throw new Error(told.error.map(faultLine).join('\n'));
  return told.value;
}

/** `path: code` of every fault; nothing when there is none. */
export function faultsOf(file: unknown): readonly string[] {
  const told = readContracts(file);
  return told.ok ? [] : told.error.map(({ path, code }) => `${path}: ${code}`);
}

/** The one contract of a file, recognised. */
export function recognized(
  file: unknown,
  options: RecognizeOptions = {},
  policies: PolicySet = CONTRACT_DRIVEN,
): RecognizedContract {
  const { events, rateIds } = read(file);
  const told = recognize(events, policies, { rateIds, ...options });
  if (!told.ok) throw new Error(told.error.map(faultLine).join('\n'));
  const [one] = told.value.contracts;
  if (one === undefined) throw new Error('there is no contract');
  return one;
}

/** Amounts by month of one obligation. */
export function monthsOf(one: RecognizedContract, obligation: string): Readonly<Record<string, bigint>> {
  const rows = one.schedule.filter((row) => row.obligation === obligation);
  return Object.fromEntries(rows.map(({ period, amountMinor }) => [period, amountMinor]));
}

export function sumOf(minors: readonly bigint[]): bigint {
  return minors.reduce((all, minor) => all + minor, 0n);
}
