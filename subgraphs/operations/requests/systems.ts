import { z } from 'zod';
import {
  type ContractFacts,
  contractFacts,
  type OpportunityFacts,
  opportunityFacts,
  type ProductFacts,
  productFacts,
} from '#schema/commands/crm.ts';
import { type LegalEntityFacts, legalEntityFacts } from '#schema/commands/erp.ts';
import type { Participants } from '../engine/ports.ts';
import type { CommandSystem } from '../engine/saga.ts';

/** Thrown when a system that has to be asked before the answer does not answer: nothing was started. */
export class SystemUnavailable extends Error {
  readonly system: CommandSystem;
  constructor(system: CommandSystem) {
    super(`${system} did not answer`);
    this.system = system;
  }
}

/** One read command, parsed. Throws `SystemUnavailable` on any failure: a read may be repeated by the client. */
export async function read<Answer>(
  participants: Participants,
  system: CommandSystem,
  name: string,
  payload: unknown,
  answer: z.ZodType<Answer>,
): Promise<Answer> {
  const reply = await participants.write({ system, name, payload, reads: true }, '');
  if (!reply.ok) throw new SystemUnavailable(system);
  return answer.parse(reply.value);
}

export function readOpportunity(participants: Participants, opportunityId: string): Promise<OpportunityFacts | null> {
  return read(participants, 'CRM', 'readOpportunity', { opportunityId }, opportunityFacts.nullable());
}

export function readContract(participants: Participants, contractId: string): Promise<ContractFacts | null> {
  const payload = { contractId, freshness: 'CACHED' };
  return read(participants, 'CRM', 'readContract', payload, contractFacts.nullable());
}

/** In the order of the codes; null where there is no such product. */
export function readProducts(
  participants: Participants,
  codes: readonly string[],
  currency: string,
): Promise<readonly (ProductFacts | null)[]> {
  return read(participants, 'CRM', 'readProducts', { codes, currency }, z.array(productFacts.nullable()));
}

export function readLegalEntity(participants: Participants, id: string): Promise<LegalEntityFacts | null> {
  return read(participants, 'ERP', 'readLegalEntity', { id }, legalEntityFacts.nullable());
}
