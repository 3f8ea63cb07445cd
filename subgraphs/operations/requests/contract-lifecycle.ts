import { type Refusal, refuse } from './refusal.ts';

/** What can be done to a contract. */
export type ContractAct = 'AMEND' | 'RENEW' | 'CANCEL' | 'SUSPEND' | 'RESUME';

/**
 * In which state each act is allowed. A contract that has ended by its date may still be renewed, late; one that was
 * cancelled is over. A state that nobody knows allows nothing.
 */
const ALLOWED: Readonly<Record<string, readonly ContractAct[]>> = {
  DRAFT: [],
  ACTIVE: ['AMEND', 'RENEW', 'CANCEL', 'SUSPEND'],
  AMENDING: ['AMEND', 'RENEW', 'CANCEL', 'SUSPEND'],
  SUSPENDED: ['RESUME', 'CANCEL'],
  EXPIRED: ['RENEW'],
  CANCELLED: [],
  UNKNOWN: [],
};

/** Why a contract in this state does not allow the act; the message lists what it does allow. */
export function refuseAct(status: string, act: ContractAct): readonly Refusal[] {
  const allowed = ALLOWED[status] ?? [];
  if (allowed.includes(act)) return [];
  const listed = allowed.length === 0 ? 'nothing can be done to it' : `allowed are ${allowed.join(', ')}`;
  return refuse('INVALID_TRANSITION', ['contractId'], `The contract is ${status}: ${listed}.`);
}
