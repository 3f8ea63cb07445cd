import { type ConnectionState, STALE_AFTER_MS } from '#kit/connections/connection-state.ts';

/** The graph's `Provenance`. */
export interface Provenance {
  readonly system: 'CRM' | 'BILLING' | 'ERP' | 'REVREC';
  readonly vendor: string;
  readonly connection: string;
  readonly externalId: string;
  readonly asOf: string;
  readonly stale: boolean;
  readonly url: string | null;
}

/** What every mirrored row carries of its origin. */
export interface MirroredRow {
  readonly connection: string;
  readonly externalId: string;
  readonly asOf: Date;
}

/**
 * Where a mirrored row came from. It is stale when its connection has been silent for too long: from then on the
 * vendor may have changed it without our hearing. `asOf` is the later of the row's own and the last answer.
 */
export function provenanceOf(
  system: Provenance['system'],
  row: MirroredRow,
  connections: readonly ConnectionState[],
  now: Date,
  url: string | null = null,
): Provenance {
  const state = connections.find(({ name }) => name === row.connection);
  const lastAnswerAt = state?.lastAnswerAt ?? row.asOf;
  const asOf = new Date(Math.max(lastAnswerAt.getTime(), row.asOf.getTime()));
  return {
    system,
    vendor: state?.vendor ?? 'unknown',
    connection: row.connection,
    externalId: row.externalId,
    asOf: asOf.toISOString(),
    stale: now.getTime() - asOf.getTime() > STALE_AFTER_MS,
    url,
  };
}
