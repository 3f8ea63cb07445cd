import type { LegalEntityRow } from '#erp/entities/legal-entity.ts';
import { legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import type { LegalEntity } from '#schema/generated/erp.ts';
import type { ErpContext, FieldsOf } from './context.ts';

export const legalEntityResolvers = {
  functionalCurrency: ({ currency }) => currency,
  erp: ({ connection }) => connection,
} satisfies FieldsOf<LegalEntity, LegalEntityRow>;

export async function legalEntityReference({ id }: { readonly id: string }, { loaders, principal }: ErpContext) {
  const row = await loaders.legalEntityById.load(id);
  return row !== null && principal.entities.includes(row.code) ? row : null;
}

/** The legal entity of a row by its code. */
export function legalEntityOf({ legalEntity }: { readonly legalEntity: string }, { loaders }: ErpContext) {
  return loaders.legalEntityById.load(legalEntityId(legalEntity));
}
