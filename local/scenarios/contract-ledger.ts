import { amountOf, cents } from './customer-books.ts';
import type { Stage } from './scenario.ts';

/** What NetSuite's own general ledger says of a contract: debits less credits by account number. */
export type ContractLedger = ReadonlyMap<string, string>;

const AMOUNT = 'a.acctnumber AS account, p.amount AS amount';
const POSTINGS = `transactionaccountingline p JOIN transaction t ON t.id = p.transaction JOIN account a ON a.id = p.account`;

/**
 * Everything posted for a contract, counted in NetSuite itself by SuiteQL: documents that carry the contract, and the
 * lines of journals that do. `period` such as `Aug 2026` counts what was posted in that month only.
 */
export async function contractLedger(stage: Stage, contractId: string, period?: string): Promise<ContractLedger> {
  const { suiteql } = await stage.vendors();
  const within = period === undefined ? '' : ` AND BUILTIN.DF(t.postingperiod) = '${period}'`;
  const documents = await suiteql(
    `SELECT ${AMOUNT} FROM ${POSTINGS} WHERE t.custbody_revgraph_contract = '${contractId}' AND t.type != 'Journal'${within}`,
  );
  const journals = await suiteql(
    `SELECT ${AMOUNT} FROM ${POSTINGS} JOIN transactionline l ON l.transaction = p.transaction AND l.id = p.transactionline
       WHERE l.custcol_revgraph_contract = '${contractId}' AND t.type = 'Journal'${within}`,
  );
  const balances = new Map<string, bigint>();
  for (const { account = '', amount = '0' } of [...documents, ...journals]) {
    balances.set(account, (balances.get(account) ?? 0n) + cents(twoPlaces(amount)));
  }
  return new Map([...balances].map(([account, minor]) => [account, amountOf(minor)]));
}

/** SuiteQL leaves trailing zeros out. */
function twoPlaces(amount: string): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}

/** Compares the accounts of a contract with what they should be; an account that is not named has to be even. */
export function checkLedger(
  { check }: Stage,
  found: ContractLedger,
  expected: Readonly<Record<string, string>>,
  when = '',
): void {
  for (const [account, amount] of Object.entries(expected)) {
    check.equal(`ledger: ${account} of the contract${when}`, found.get(account) ?? '0.00', amount);
  }
  const others = [...found].filter(([account, amount]) => !(account in expected) && amount !== '0.00');
  check.equal(`ledger: other accounts${when}`, others.map(([account]) => account).join(' ') || 'even', 'even');
}
