import { rows } from '#kit/persistence/query.ts';
import type { CommandParts } from './parts.ts';

/** What finance says of our words in the ledger; see the notes of migration 011 for the kinds and their keys. */
export type MappingKind = 'ITEM' | 'ACCOUNT' | 'DEPARTMENT' | 'TAX_CODE' | 'DEFERRAL';

/** Every legal entity, every product. */
export const ANY = '*';

interface MappingRow {
  readonly kind: string;
  readonly key: string;
  readonly legal_entity: string;
  readonly target: string;
}

/** The mappings of one legal entity as they are in effect on one day. */
export interface Mappings {
  /** What the first of these keys that is mapped stands for; null when none is. */
  targetOf(kind: MappingKind, ...keys: readonly string[]): string | null;
}

/** `on` is the day of the document: a mapping that starts later does not count yet. */
export async function mappingsOf({ dataSource }: CommandParts, legalEntity: string, on: string): Promise<Mappings> {
  const found = await rows<MappingRow>(
    dataSource,
    `select distinct on (kind, key, legal_entity) kind, key, legal_entity, target
     from erp.mapping where legal_entity = any($1) and effective_from <= $2
     order by kind, key, legal_entity, effective_from desc, version desc`,
    [[legalEntity, ANY], on],
  );
  const targets = new Map(found.map((row) => [`${row.legal_entity} ${row.kind} ${row.key}`, row.target]));
  return {
    targetOf: (kind, ...keys) => {
      for (const key of keys) {
        const target = targets.get(`${legalEntity} ${kind} ${key}`) ?? targets.get(`${ANY} ${kind} ${key}`);
        if (target !== undefined) return target;
      }
      return null;
    },
  };
}
