import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { BalanceMovement, Charge, Dispute } from '../objects/money-records.ts';

const DAY_S = 86_400;
/** evidence: [?]: the card networks leave between one and three weeks for an answer */
const ANSWER_DAYS = 14;

/** Texts that decide a dispute in the vendor's test mode, whatever else was stated. `[docs]` */
const DECIDING: ReadonlyMap<string, 'won' | 'lost'> = new Map([
  ['winning_evidence', 'won'],
  ['losing_evidence', 'lost'],
]);

/** A card holder's bank takes an amount of a charge back until it is decided whose money it is. */
export function openDispute(
  account: Account,
  call: Call,
  { charge, amount, reason }: { charge: Charge; amount: number; reason: string },
): Dispute {
  const opened: Dispute = {
    id: account.newId('dp'),
    object: 'dispute',
    created: call.at,
    amount,
    currency: charge.currency,
    charge: charge.id,
    payment_intent: charge.payment_intent,
    reason,
    status: 'needs_response',
    due_by: call.at + ANSWER_DAYS * DAY_S,
    submission_count: 0,
    evidence: {},
    balance_transactions: [],
    metadata: {},
  };
  record(account, call, { kind: 'dispute', type: 'charge.dispute.created', next: opened });
  record(account, call, { kind: 'charge', type: 'charge.updated', next: { ...charge, disputed: true } });
  return moveFunds(account, call, { dispute: opened, amount: -amount, type: 'charge.dispute.funds_withdrawn' });
}

/** Closes a dispute: a won one gives the funds back, a lost one leaves them with the card holder. */
export function decideDispute(
  account: Account,
  call: Call,
  { dispute, outcome }: { dispute: Dispute; outcome: 'won' | 'lost' },
): Dispute {
  const next: Dispute = { ...dispute, status: outcome };
  const closed = record(account, call, { kind: 'dispute', type: 'charge.dispute.closed', next });
  if (outcome === 'lost') return closed;
  const charge = account.get('charge', dispute.charge);
  record(account, call, { kind: 'charge', type: 'charge.updated', next: { ...charge, disputed: false } });
  return moveFunds(account, call, {
    dispute: closed,
    amount: dispute.amount,
    type: 'charge.dispute.funds_reinstated',
  });
}

/** Hands evidence in for the bank to look at; the test mode's own texts decide at once. */
export function submitEvidence(account: Account, call: Call, dispute: Dispute): Dispute {
  const submitted = record(account, call, {
    kind: 'dispute',
    type: 'charge.dispute.updated',
    next: { ...dispute, status: 'under_review', submission_count: dispute.submission_count + 1 },
  });
  const outcome = DECIDING.get(dispute.evidence['uncategorized_text'] ?? '');
  return outcome === undefined ? submitted : decideDispute(account, call, { dispute: submitted, outcome });
}

function moveFunds(
  account: Account,
  call: Call,
  { dispute, amount, type }: { dispute: Dispute; amount: number; type: string },
): Dispute {
  const movement: BalanceMovement = { id: account.newId('txn'), created: call.at, amount };
  const next = { ...dispute, balance_transactions: [...dispute.balance_transactions, movement] };
  return record(account, call, { kind: 'dispute', type, next });
}
