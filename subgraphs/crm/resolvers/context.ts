import type { EntityManager } from 'typeorm';
import type { AccountRow } from '#crm/entities/account.ts';
import type { ContractRow } from '#crm/entities/contract.ts';
import type { OpportunityRow } from '#crm/entities/opportunity.ts';
import type { Loaders } from '#crm/loaders.ts';
import type { CommandCall } from '#kit/commands/command-door.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { type MirroredRow, type Provenance, provenanceOf } from '#kit/mirror/provenance.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';

/** What the resolvers of one request stand on. */
export interface CrmContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly em: EntityManager;
  readonly clock: Clock;
  /** Renews the mirror's row from the vendor. When the vendor is silent the mirror answers as it is, and says so. */
  readonly refresh: (kind: 'customer' | 'contract', id: string) => Promise<void>;
  /** The vendor's word for a kind of record, such as Account. */
  readonly wordOf: (connection: string, kind: 'customer' | 'product') => string;
  readonly take: (call: CommandCall) => Promise<Result<unknown, ConnectorError>>;
}

/**
 * The resolvers of a graph type over a row of the mirror: only fields of the type may stand there. What each answers is
 * checked by the executable schema.
 */
export type FieldsOf<Type, Row> = {
  readonly [Field in Exclude<keyof Type, '__typename'>]?: (row: Row, args: never, context: CrmContext) => unknown;
};

type Owned = AccountRow | OpportunityRow | ContractRow;

/** A foreign id reads like a missing one: whose legal entity is not the principal's is not there. */
export async function visible<Row extends Owned>(row: Row | null, context: CrmContext): Promise<Row | null> {
  if (row === null) return null;
  const legalEntity = await legalEntityOf(row, context);
  return legalEntity !== null && context.principal.entities.includes(legalEntity) ? row : null;
}

/** The record's own legal entity, or that of its account where it names none. */
export async function legalEntityOf(row: Owned, { loaders }: CrmContext): Promise<string | null> {
  if (row.legalEntity !== null || !('accountExternalId' in row)) return row.legalEntity;
  const account = await loaders.customer.load({ connection: row.connection, externalId: row.accountExternalId });
  return account?.legalEntity ?? null;
}

export async function provenance(row: MirroredRow, { loaders, clock }: CrmContext): Promise<Provenance> {
  return provenanceOf('CRM', row, await loaders.connections(), clock.now());
}

export async function externalRefs(
  row: { readonly connection: string; readonly externalId: string },
  kind: 'customer' | 'product',
  { loaders, wordOf }: CrmContext,
) {
  const { connection, externalId } = row;
  const state = (await loaders.connections()).find(({ name }) => name === connection);
  return [
    { system: 'CRM', vendor: state?.vendor ?? 'unknown', connection, type: wordOf(connection, kind), externalId },
  ];
}
