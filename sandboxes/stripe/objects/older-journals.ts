import type { Account } from '../account.ts';
import type { Kind, Records } from './records.ts';

type Filler = { readonly [K in Kind]?: (record: Records[K]) => Partial<Records[K]> };

/** Fields that records of a journal from before they were kept do not have, with what they would have been. */
const FILLER: Filler = {
  subscription: () => ({
    pause_collection: null,
    default_payment_method: null,
    schedule: null,
    cancellation_comment: null,
    cancellation_feedback: null,
  }),
  invoice: () => ({ automatically_finalizes_at: null, next_payment_attempt: null, default_payment_method: null }),
  payment_intent: () => ({ description: null, canceled_at: null, cancellation_reason: null }),
  charge: () => ({ disputed: false }),
  invoice_payment: ({ created }) => ({ payment_record: null, is_default: true, paid_at: created }),
  refund: () => ({ failure_reason: null, settles_at: null }),
  credit_note: ({ type, amount }) => ({
    refunds: [],
    pre_payment_amount: type === 'pre_payment' ? amount : 0,
    post_payment_amount: type === 'pre_payment' ? 0 : amount,
  }),
  customer_balance_transaction: () => ({ description: null, metadata: {} }),
};

/** Completes the records that a process of an earlier version has left, so that everything can rely on every field. */
export function completeOlder(account: Account): void {
  account.parts.store.atomically(() => {
    for (const kind of Object.keys(FILLER)) fillAll(account, kind as Kind);
  });
}

function fillAll<K extends Kind>(account: Account, kind: K): void {
  const filler: ((record: Records[K]) => Partial<Records[K]>) | undefined = FILLER[kind];
  if (filler === undefined) return;
  for (const record of account.records(kind).values()) {
    const missing = filler(record);
    const known = new Set(Object.keys(record));
    if (Object.keys(missing).every((name) => known.has(name))) continue;
    account.save(kind, { ...missing, ...record });
  }
}
