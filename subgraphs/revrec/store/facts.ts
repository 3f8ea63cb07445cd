import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';

interface FactRow {
  readonly id: string;
  readonly contract_id: string;
  readonly kind: string;
  readonly legal_entity: string;
  readonly effective_at: string;
  readonly recorded_at: Date;
  readonly superseded_at: Date | null;
  readonly supersedes: string | null;
  readonly source_system: string;
  readonly source_type: string;
  readonly source_id: string;
  readonly source_version: string;
  readonly payload_hash: string;
  readonly payload: unknown;
}

/** Every fact of these contracts, by contract, whenever it was recorded. */
export async function factsOf(
  em: EntityManager,
  contractIds: readonly string[],
): Promise<ReadonlyMap<string, readonly RevenueEvent[]>> {
  const found = await rows<FactRow>(
    em,
    'select * from revrec.event where contract_id = any($1::text[]) order by recorded_at, id',
    [contractIds],
  );
  return Map.groupBy(found.map(fromRow), ({ contractKey }) => contractKey);
}

/** Appends facts. Those of a source version that is held already are left out by the caller, after a look. */
export async function appendFacts(
  em: EntityManager,
  facts: readonly RevenueEvent[],
  operationId: string,
): Promise<void> {
  for (const fact of facts) {
    const { source } = fact;
    await rows(
      em,
      `insert into revrec.event (id, contract_id, kind, legal_entity, effective_at, recorded_at, superseded_at, supersedes,
         source_system, source_type, source_id, source_version, payload_hash, payload, operation_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        fact.id,
        fact.contractKey,
        fact.kind,
        fact.entity,
        fact.effectiveAt,
        fact.recordedAt,
        fact.supersededAt,
        fact.supersedes,
        source.system,
        source.objectType,
        source.objectId,
        source.objectVersion,
        source.payloadHash,
        JSON.stringify(fact.payload),
        operationId,
      ],
    );
  }
}

/** Which facts of a contract an operation has told. */
export async function factIdsOf(
  em: EntityManager,
  contractId: string,
  operationId: string,
): Promise<readonly string[]> {
  const found = await rows<{ id: string }>(
    em,
    'select id from revrec.event where contract_id = $1 and operation_id = $2 order by recorded_at, id',
    [contractId, operationId],
  );
  return found.map(({ id }) => id);
}

/** Notes when facts stopped to count; their corrections are appended besides. */
export async function supersedeFacts(em: EntityManager, ids: readonly string[], supersededAt: string): Promise<void> {
  await rows(em, 'update revrec.event set superseded_at = $2 where id = any($1::text[])', [ids, supersededAt]);
}

// Only `appendFacts` writes these rows, so the kind says what the payload is.
function fromRow(row: FactRow): RevenueEvent {
  return {
    id: row.id,
    kind: row.kind,
    entity: row.legal_entity,
    contractKey: row.contract_id,
    effectiveAt: row.effective_at,
    recordedAt: row.recorded_at.toISOString(),
    supersededAt: row.superseded_at?.toISOString() ?? null,
    supersedes: row.supersedes,
    source: {
      system: row.source_system,
      objectType: row.source_type,
      objectId: row.source_id,
      objectVersion: row.source_version,
      payloadHash: row.payload_hash,
    },
    payload: row.payload,
  } as RevenueEvent;
}
