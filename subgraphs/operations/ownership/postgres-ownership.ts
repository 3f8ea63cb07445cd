import type { EntityManager } from 'typeorm';
import type { Ids } from '#kit/runtime/ids.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { systemName } from '../exceptions/explain.ts';
import { openStandaloneException } from '../exceptions/postgres-standalone.ts';
import type { InvoiceProfile } from '../policies/policy.ts';
import { policyAt } from '../policies/postgres-policies.ts';
import type { Refusal } from '../requests/refusal.ts';
import { type Claim, issuerOf, mayOverwrite, ruleOf } from './register.ts';

/** Who numbers and sends the invoices of a legal entity at this time. */
export async function invoiceIssuerOf(em: EntityManager, legalEntity: string, now: Date): Promise<InvoiceProfile> {
  return issuerOf((await policyAt(em, 'ownership', now)).document, legalEntity);
}

/** A value that a system wrote although another one owns the field, as it was heard of. */
export interface ContestedWrite extends Claim {
  /** The record, by our id. */
  readonly id: string;
  readonly value: string | null;
  readonly customerId: string | null;
  readonly contractId: string | null;
  readonly correlationId: string;
}

/**
 * Judges a write against the register. Null when the writer may; else it is refused with OWNERSHIP_CONFLICT, audited, and
 * there is an exception that names owner, value and rule. The same conflict heard again is the same exception.
 * A field that the register does not know belongs to nobody else, so it is nobody's conflict.
 */
export async function refuseNonOwner(
  em: EntityManager,
  parts: { readonly ids: Ids; readonly now: Date },
  write: ContestedWrite,
): Promise<Refusal | null> {
  const { version, document } = await policyAt(em, 'ownership', parts.now);
  const rule = ruleOf(document, write);
  if (rule === null || mayOverwrite(rule, write.system)) return null;
  const { entity, field, id, system, value } = write;
  const owner = systemName(rule.owner);
  const message = `${owner} owns ${entity}.${field}; the value that ${systemName(system).toLowerCase()} has was not taken over.`;
  const exceptionId = await openStandaloneException(em, parts, {
    key: conflictKey(write),
    cause: 'OWNERSHIP_CONFLICT',
    system,
    title: `${systemName(system)} changed ${entity}.${field}, which it does not own`,
    explanation: `${message} It says ${value === null ? 'nothing' : `“${value}”`}. ${rule.conflictRule}`,
    impact: null,
    legalEntity: write.legalEntity,
    customerId: write.customerId,
    contractId: write.contractId,
    payload: { entity, field, id, system, value, owner: rule.owner, rule: rule.conflictRule, ruleVersion: version },
  });
  await appendAudit(em, {
    at: parts.now,
    actor: system,
    action: 'ownership.refused',
    subject: id,
    correlationId: write.correlationId,
    before: null,
    after: { entity, field, value, owner: rule.owner, rule: rule.conflictRule, ruleVersion: version, exceptionId },
  });
  return { code: 'OWNERSHIP_CONFLICT', field: [entity, field], message };
}

/** Under which the exception of a conflict is found, and closed when the two agree again. */
export function conflictKey({ entity, field, id, system }: Pick<ContestedWrite, 'entity' | 'field' | 'id' | 'system'>) {
  return `ownership:${entity}:${id}:${field}:${system}`;
}
