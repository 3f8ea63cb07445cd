import type { ProductRow } from '#crm/entities/product.ts';
import type { Product } from '#schema/generated/crm.ts';
import { type CrmContext, externalRefs, type FieldsOf } from './context.ts';

export const productResolvers = {
  externalRefs: (row, _args, context) => externalRefs(row, 'product', context),
} satisfies FieldsOf<Product, ProductRow>;

/** The catalogue is of the whole company: products belong to no legal entity. */
export function productReference({ id }: { readonly id: string }, { loaders }: CrmContext) {
  return loaders.productById.load(id);
}
