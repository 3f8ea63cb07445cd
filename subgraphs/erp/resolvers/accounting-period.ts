import type { AccountingPeriodRow } from '#erp/entities/accounting-period.ts';
import { accountingPeriodId } from '#kit/crosswalk/well-known-ids.ts';
import type { AccountingPeriod } from '#schema/generated/erp.ts';
import { type ErpContext, type FieldsOf, visible } from './context.ts';
import { legalEntityOf } from './legal-entity.ts';

export const accountingPeriodResolvers = {
  legalEntity: (row, _args, context) => legalEntityOf(row, context),
} satisfies FieldsOf<AccountingPeriod, AccountingPeriodRow>;

export async function accountingPeriodReference({ id }: { readonly id: string }, context: ErpContext) {
  return visible(await context.loaders.periodById.load(id), context);
}

/** The month that a row was posted in. */
export function periodOf(
  { legalEntity, period }: { readonly legalEntity: string; readonly period: string | null },
  { loaders }: ErpContext,
) {
  return period === null ? null : loaders.periodById.load(accountingPeriodId(legalEntity, period));
}
