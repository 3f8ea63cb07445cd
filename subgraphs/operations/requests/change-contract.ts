import type { Principal } from '#kit/identity/principal.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import type { ContractFacts, ProductFacts } from '#schema/commands/crm.ts';
import type { OperationKind } from '#schema/generated/operations.ts';
import type { Participants } from '../engine/ports.ts';
import type { Saga, SagaInput } from '../engine/saga.ts';
import { invoiceIssuerOf } from '../ownership/postgres-ownership.ts';
import { seatsOf } from '../sagas/contract-documents.ts';
import type { ContractChangeInput as SagaChange } from '../sagas/contract-steps.ts';
import { acceptWithApproval } from './accept-with-approval.ts';
import type { Answer } from './accepted.ts';
import { contractInLine, isSame, refuseMoved, refuseVersion } from './contract-in-line.ts';
import { type ContractAct, refuseAct } from './contract-lifecycle.ts';
import { readinessOf, refuseUnready } from './ledger-readiness.ts';
import type { PlannedChange } from './planned-change.ts';
import { answerOfKey, runningOperation } from './postgres-accept.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, refuseReason, requestKey } from './request.ts';
import { refuseUnpriced } from './revenue-readiness.ts';
import { readProducts } from './systems.ts';

/** What every change of a contract is asked with. */
export interface ChangeInput {
  readonly contractId: string;
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
  readonly reason?: string | null | undefined;
  readonly dryRun?: boolean | null | undefined;
}

export type Planned = PlannedChange | { readonly refusals: readonly Refusal[] };

/** What distinguishes one kind of change from another. */
export interface ChangeOfContract {
  readonly kind: OperationKind;
  readonly act: ContractAct;
  readonly saga: Saga<SagaInput>;
  /** Codes of products that the change names besides the contract's own. */
  readonly productCodes: readonly string[];
  /** Where in the input a product stands that the change adds; left out where it adds none. */
  readonly fieldOf?: (productCode: string) => readonly string[];
  readonly plan: (
    contract: ContractFacts,
    catalogue: ReadonlyMap<string, ProductFacts>,
    participants: Participants,
  ) => Promise<Planned>;
  /** What the saga needs besides what all changes need. */
  readonly sagaInput: (common: SagaChange, planned: PlannedChange, participants: Participants) => Promise<SagaInput>;
  /** Null where the graph offers no preview of it. */
  readonly preview: ((participants: Participants, planned: PlannedChange, today: string) => Promise<Answer>) | null;
  /** The deal that asked for it, where sales did: the CRM then shows the contract on it. */
  readonly askedBy?: string | undefined;
  /** What may need a second person; null = nothing. */
  readonly atStake: (participants: Participants, planned: PlannedChange) => Promise<MoneyWire | null>;
}

/** Checks, then starts durably and answers at once; with `dryRun` it shows what would happen and starts nothing. */
export async function changeContract(
  parts: RequestParts,
  principal: Principal,
  input: ChangeInput,
  change: ChangeOfContract,
): Promise<Answer> {
  const answer = await decide(parts, principal, input, change);
  if (answer.kind !== 'REFUSED' || input.dryRun === true) return answer;
  // The same request may have been taken while we looked: then what we found is what it has made of the contract.
  const taken = await answerOfKey(parts.dataSource.manager, requestKey(principal, change.kind, input));
  return taken ?? answer;
}

async function decide(
  parts: RequestParts,
  principal: Principal,
  input: ChangeInput,
  change: ChangeOfContract,
): Promise<Answer> {
  const key = requestKey(principal, change.kind, input);
  const unreadable = [...refuseInput(input), ...refuseReason(input.reason)];
  if (unreadable.length > 0) return { kind: 'REFUSED', refusals: unreadable };
  const known = input.dryRun === true ? null : await answerOfKey(parts.dataSource.manager, key);
  if (known !== null) return known;

  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const { contract, line, state, running } = await contractInLine(parts, participants, input.contractId);
  if (contract === null || !principal.entities.includes(contract.legalEntity)) {
    const message = `There is no contract ${input.contractId}.`;
    return { kind: 'REFUSED', refusals: refuse('NOT_FOUND', ['contractId'], message) };
  }
  const stale = refuseVersion(running, contract.version, input.expectedVersion);
  if (stale.length > 0) return { kind: 'REFUSED', refusals: stale };
  const illegal = refuseAct(contract.status, change.act);
  if (illegal.length > 0) return { kind: 'REFUSED', refusals: illegal };
  const planned = await change.plan(contract, await catalogueOf(participants, contract, change), participants);
  if ('refusals' in planned) return { kind: 'REFUSED', refusals: planned.refusals };
  const unready = await refuseAdded(parts, participants, planned, change);
  if (unready.length > 0) return { kind: 'REFUSED', refusals: unready };
  const today = parts.clock.today();
  if (input.dryRun === true && change.preview !== null) return change.preview(participants, planned, today);

  const operationId = parts.ids.next('op');
  const common = {
    ...(await commonInput(parts, principal, input, planned, operationId)),
    ...(change.askedBy === undefined ? {} : { askedBy: change.askedBy }),
  };
  return acceptWithApproval(
    parts,
    {
      ...key,
      operationId,
      input,
      correlationId: principal.correlationId,
      customerId: contract.customer.customerId,
      contractId: contract.contractId,
      legalEntity: contract.legalEntity,
      line,
      basis: { version: contract.version, act: change.act },
      saga: change.saga,
      sagaInput: await change.sagaInput(common, planned, participants),
    },
    async (em, current) => {
      // Somebody was faster between our look and the lock: what we planned on is no longer what holds.
      if (isSame(current, state)) return { acceptedVersion: planned.next.version, content: planned.next };
      return refuseMoved(await runningOperation(em, line), current?.acceptedVersion ?? null);
    },
    await change.atStake(participants, planned),
  );
}

/** What the contract does not hold yet has to be known to ledger and revenue; what it holds was asked for when it was sold. */
async function refuseAdded(
  parts: RequestParts,
  participants: Participants,
  { contract, next }: PlannedChange,
  { fieldOf = () => [] }: ChangeOfContract,
): Promise<readonly Refusal[]> {
  const held = new Set(contract.lines.map(({ productCode }) => productCode));
  const added = next.lines.filter(({ productCode }) => !held.has(productCode));
  if (added.length === 0) return [];
  const unready = await refuseUnready(parts, participants, readinessOf(contract, added), (code) =>
    code === null ? ['contractId'] : fieldOf(code),
  );
  return [...unready, ...refuseUnpriced(added, contract.currency, fieldOf)];
}

async function catalogueOf(
  participants: Participants,
  contract: ContractFacts,
  { productCodes }: ChangeOfContract,
): Promise<ReadonlyMap<string, ProductFacts>> {
  const codes = [...new Set([...contract.lines.map(({ productCode }) => productCode), ...productCodes])];
  const found = await readProducts(participants, codes, contract.currency);
  return new Map(found.flatMap((product) => (product === null ? [] : [[product.code, product]])));
}

async function commonInput(
  parts: RequestParts,
  principal: Principal,
  input: ChangeInput,
  { contract, next, ...planned }: PlannedChange,
  operationId: string,
): Promise<SagaChange> {
  return {
    operationId,
    contractId: contract.contractId,
    expectedVersion: input.expectedVersion,
    effectiveOn: planned.effectiveOn,
    kind: planned.kind,
    reason: input.reason ?? null,
    requestedBy: principal.subject,
    deltas: planned.deltas,
    endsOn: planned.endsOn,
    status: planned.status,
    frequency: planned.frequency,
    grants: next.lines.map(({ productCode, quantity }) => ({ productCode, quantity })),
    legalEntity: contract.legalEntity,
    currency: contract.currency,
    opportunityId: contract.opportunityId,
    customer: contract.customer,
    businessDate: parts.clock.today(),
    seats: seatsOf(next.lines),
    invoiceIssuer: await invoiceIssuerOf(parts.dataSource.manager, contract.legalEntity, parts.clock.now()),
    connected: parts.connected,
  };
}
