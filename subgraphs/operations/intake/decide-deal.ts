import type { ContractFacts, OpportunityFacts } from '#schema/commands/crm.ts';
import { amendmentChanges, type DealChanges, renewalChanges } from './deal-changes.ts';
import { type Case, covered, type Decision, type Known, nothing, waitFor } from './decision.ts';

export interface DealSeen {
  readonly deal: OpportunityFacts | null;
  /** An event told that it was open before it was won. */
  readonly wasSeenOpen: boolean;
  /** Civil date from which on this house listens; a deal that was closed before is history. */
  readonly beganOn: string;
  /** The operation that books it or has booked it. */
  readonly booking: string | null;
  /** The contract that it changes or renews; null for a new one, and where there is none. */
  readonly contract: ContractFacts | null;
  readonly today: string;
  readonly known: Known;
}

const OVER: ReadonlySet<string> = new Set(['BOOKED', 'CHANGED']);

/** A deal that was won becomes a contract, a change of one or another term of one. */
export function decideDeal(seen: DealSeen): Decision {
  const { deal, known } = seen;
  if (deal === null) return nothing('the CRM has no such deal');
  // Lost again after it was won: should it be won once more, that counts.
  if (!deal.won) return { kind: 'NOTHING', why: `the deal is at ${deal.stage}`, forget: true };
  if (known.reached !== null && OVER.has(known.reached)) return covered(null);
  if (deal.approval === 'REJECTED') return nothing('the CRM’s approval of the deal was refused');
  if (deal.approval === 'PENDING' || deal.approval === 'UNKNOWN') return waitFor(`approval:${deal.opportunityId}`);
  if ((deal.kind ?? 'NEW') === 'NEW') return decideNew(seen, deal);
  if (deal.contractId !== null && deal.contractId === deal.changesContractId) return covered(null);
  return decideChange(seen, deal);
}

function decideNew({ booking, wasSeenOpen, beganOn, known }: DealSeen, deal: OpportunityFacts): Decision {
  if (booking !== null || deal.contractId !== null) return covered(booking);
  if (!wasSeenOpen && (deal.closedOn === null || deal.closedOn < beganOn)) {
    return nothing(`won before ${beganOn}, when nobody listened`);
  }
  if (known.busy !== null) return waitFor(`operation:${known.busy}`);
  const { opportunityId, legalEntity } = deal;
  return { kind: 'START', start: { act: 'BOOK', opportunityId, legalEntity }, reached: 'BOOKED' };
}

function decideChange(seen: DealSeen, deal: OpportunityFacts): Decision {
  const { contract, known, today } = seen;
  if (known.busy !== null) return waitFor(`operation:${known.busy}`);
  if (contract === null) return waitFor(`contract:${deal.changesContractId ?? ''}`);
  if (deal.quotedVersion !== contract.version) return { kind: 'ASK_A_PERSON', problem: stale(deal, contract) };
  if (deal.kind === 'RENEWAL') return renewal(deal, contract);
  const effectiveOn = deal.startsOn ?? deal.closedOn ?? today;
  if (effectiveOn > today && effectiveOn <= contract.endsOn) {
    return waitFor(`day:${effectiveOn}`, new Date(`${effectiveOn}T00:00:00Z`));
  }
  const planned = amendmentChanges(deal, contract, effectiveOn);
  if ('wrong' in planned) return { kind: 'ASK_A_PERSON', problem: unclear(deal, contract, planned) };
  const { legalEntity } = contract;
  const asked = { contractId: contract.contractId, expectedVersion: contract.version, effectiveOn };
  const input = { ...asked, changes: planned.changes, reason: reasonOf(deal) };
  return {
    kind: 'START',
    start: { act: 'AMEND', input, opportunityId: deal.opportunityId, legalEntity },
    reached: 'CHANGED',
  };
}

function renewal(deal: OpportunityFacts, contract: ContractFacts): Decision {
  const planned = renewalChanges(deal, contract);
  if ('wrong' in planned) return { kind: 'ASK_A_PERSON', problem: unclear(deal, contract, planned) };
  const { contractId, version: expectedVersion, legalEntity } = contract;
  const input = { contractId, expectedVersion, endsOn: deal.endsOn ?? '', changes: planned.changes };
  return {
    kind: 'START',
    start: { act: 'RENEW', input, opportunityId: deal.opportunityId, legalEntity },
    reached: 'CHANGED',
  };
}

function reasonOf({ name }: OpportunityFacts): string {
  return `Won deal ${name}`.slice(0, 1000);
}

function stale(deal: OpportunityFacts, contract: ContractFacts): Case {
  const quoted = deal.quotedVersion ?? null;
  const said = quoted === null ? 'names no version of it' : `was quoted on version ${quoted} of it`;
  return {
    ...problemOf(deal, contract),
    code: 'STALE_VERSION',
    title: `Deal ${deal.name} was quoted on another state of contract ${contract.number}`,
    explanation: `Contract ${contract.number} is at version ${contract.version}; the deal ${said}. Nothing was changed.`,
    about: { quotedVersion: quoted, currentVersion: contract.version },
  };
}

function unclear(
  deal: OpportunityFacts,
  contract: ContractFacts,
  { wrong, productCode }: Extract<DealChanges, { readonly wrong: string }>,
): Case {
  return {
    ...problemOf(deal, contract),
    code: 'PRICE_MISMATCH',
    title: `Deal ${deal.name} cannot be read as a change of contract ${contract.number}`,
    explanation: `${productCode} ${wrong}. Nothing was changed.`,
    about: { productCode },
  };
}

function problemOf(deal: OpportunityFacts, contract: ContractFacts) {
  return {
    cause: 'VALIDATION',
    system: 'CRM',
    impact: deal.amount ?? null,
    legalEntity: contract.legalEntity,
    customerId: contract.customer.customerId,
    contractId: contract.contractId,
  } as const;
}
