import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import type { EffectRef } from '#schema/commands/values.ts';

/** The revenue system is ours, so it is a connection to ourselves. */
export const REVREC_SCHEMA = 'revrec';
export const CONNECTION = 'revgraph-revrec';
export const VENDOR = 'revgraph';

/** One for each signed contract. */
export function revenueContractId(contractId: string): string {
  return mintedId({ kind: 'revenueContract', connection: CONNECTION, externalId: contractId });
}

/** `key` is the engine's, unique over all contracts. */
export function obligationId(key: string): string {
  return mintedId({ kind: 'obligation', connection: CONNECTION, externalId: key });
}

export function effectOn(externalId: string): EffectRef {
  return { system: 'REVREC', vendor: VENDOR, connection: CONNECTION, type: 'RevenueContract', externalId };
}
