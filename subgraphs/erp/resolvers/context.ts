import type { Loaders } from '#erp/loaders.ts';
import type { CommandCall } from '#kit/commands/command-door.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { type MirroredRow, type Provenance, provenanceOf } from '#kit/mirror/provenance.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { formatAmount, type Money } from '#schema/canonical/money.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';

/** What the resolvers of one request stand on. */
export interface ErpContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly clock: Clock;
  readonly take: (call: CommandCall) => Promise<Result<unknown, ConnectorError>>;
}

/**
 * The resolvers of a graph type over a row of the mirror: only fields of the type may stand there. What each answers is
 * checked by the executable schema.
 */
export type FieldsOf<Type, Row> = {
  readonly [Field in Exclude<keyof Type, '__typename'>]?: (row: Row, args: never, context: ErpContext) => unknown;
};

/** A foreign id reads like a missing one: whose legal entity is not the principal's is not there. */
export function visible<Row extends { readonly legalEntity: string }>(
  row: Row | null,
  { principal }: ErpContext,
): Row | null {
  return row !== null && principal.entities.includes(row.legalEntity) ? row : null;
}

export async function provenance(row: MirroredRow, { loaders, clock }: ErpContext): Promise<Provenance> {
  return provenanceOf('ERP', row, await loaders.connections(), clock.now());
}

export function moneyOf(money: Money) {
  return { amount: formatAmount(money), currency: money.currency };
}
