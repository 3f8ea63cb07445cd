import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { BalanceTransaction } from '../objects/money-records.ts';
import type { Metadata } from '../objects/records.ts';
import { sum } from './amount.ts';

export interface BalanceMove {
  readonly customer: string;
  /** Below zero = credit for the customer. Minor units. */
  readonly amount: number;
  readonly type: BalanceTransaction['type'];
  readonly invoice?: string;
  readonly creditNote?: string;
  readonly description?: string | null;
  readonly metadata?: Metadata;
}

/** Moves the customer's balance and keeps the entry that explains it. */
export function moveBalance(account: Account, call: Call, move: BalanceMove): BalanceTransaction {
  const customer = account.get('customer', move.customer);
  const balance = sum([customer.balance, move.amount]);
  const entry = account.save('customer_balance_transaction', {
    id: account.newId('cbtxn'),
    object: 'customer_balance_transaction',
    created: call.at,
    customer: customer.id,
    amount: move.amount,
    ending_balance: balance,
    currency: customer.currency ?? 'usd',
    type: move.type,
    invoice: move.invoice ?? null,
    credit_note: move.creditNote ?? null,
    description: move.description ?? null,
    metadata: move.metadata ?? {},
  });
  record(account, call, { kind: 'customer', type: 'customer.updated', next: { ...customer, balance } });
  return entry;
}
