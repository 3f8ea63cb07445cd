import type { Mirrored } from '#erp/entities/origin.ts';
import type { ErpRecord } from '#erp/port.ts';
import { canonicalJson } from '#kit/commands/canonical-json.ts';

export const ERP_SCHEMA = 'erp';

/** Whose records are written, when they were read, and which read that was. */
export interface Origin {
  readonly connection: string;
  readonly asOf: Date;
  readonly ticket: bigint;
}

/** What a row says in our words; fields of the vendor that mean nothing to us do not count as a change. */
export function meaningOf<Row extends ErpRecord & Mirrored>(row: Row): string {
  const { version: _version, asOf: _asOf, ticket: _ticket, raw: _raw, ...meaning } = row;
  return canonicalJson(meaning);
}
