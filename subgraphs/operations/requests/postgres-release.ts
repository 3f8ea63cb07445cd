import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { ContractFacts } from '#schema/commands/crm.ts';
import { lockLine } from '../progress/postgres-lines.ts';
import type { ContractBasis } from './accepted.ts';
import { refuseAct } from './contract-lifecycle.ts';
import { type Held, lineOfContract, queue, runningOperation, writeContractLine } from './postgres-accept.ts';

/** VOID: the contract is not what the change was planned on any more; nothing was written. */
export type ReleaseEnd = 'RELEASED' | 'NOT_HELD' | 'VOID';

/** The contract that a pending approval's operation is about to change; null when it changes none. */
export async function contractOfHeld(
  em: EntityManager,
  approvalId: string,
  entities: readonly string[],
): Promise<string | null> {
  const row = await firstRow<{ contract_id: string | null }>(
    em,
    `select o.held -> 'change' ->> 'contractId' as contract_id
     from operations.approval a join operations.operation o on o.id = a.operation_id
     where a.id = $1 and a.status = 'PENDING' and a.legal_entity = any($2)`,
    [approvalId, entities],
  );
  return row?.contract_id ?? null;
}

/**
 * Queues an operation that was held back, in the caller's transaction and under its operation's lock. A change of a
 * contract is judged again first: `contract` is what the CRM says of it, which counts while nothing else is changing it.
 */
export async function release(
  em: EntityManager,
  operationId: string,
  contract: ContractFacts | null,
): Promise<ReleaseEnd> {
  const row = await firstRow<{ held: Held }>(
    em,
    'select held from operations.operation where id = $1 and held is not null',
    [operationId],
  );
  if (row === null) return 'NOT_HELD';
  const line = await judgedLine(em, row.held, contract);
  if (line === null) return 'VOID';
  await rows(em, `update operations.operation set held = null, status = 'QUEUED' where id = $1`, [operationId]);
  await queue(em, { ...row.held, line });
  return 'RELEASED';
}

/** The line to stand in, with what is promised written into it; null when the change no longer fits. */
async function judgedLine(em: EntityManager, held: Held, read: ContractFacts | null): Promise<string | null> {
  const { change, operationId } = held;
  if (change === null) return held.line;
  // The contract may have got its line while the change was held.
  const line = (await lineOfContract(em, change.contractId)).line ?? held.line;
  await lockLine(em, line);
  const { state } = await lineOfContract(em, change.contractId);
  const isChanging = (await runningOperation(em, line)) !== null;
  const promised = isChanging ? ((state?.content ?? null) as ContractFacts | null) : null;
  if (change.basis !== null && !fits(promised ?? read, change.basis)) return null;
  await writeContractLine(em, change.contractId, line, change.promise);
  await rows(em, 'update operations.operation set line = $2 where id = $1', [operationId, line]);
  return line;
}

function fits(contract: ContractFacts | null, { version, act }: ContractBasis): boolean {
  return contract?.version === version && refuseAct(contract.status, act).length === 0;
}
