import { operationOfKey, renewalBaseline, statusOn, valueUnder, type WholeContract } from '#crm/contract-view.ts';
import type { ContractRow } from '#crm/entities/contract.ts';
import type { ContractVersionRow } from '#crm/entities/contract-version.ts';
import { legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import { formatAmount, type Money } from '#schema/canonical/money.ts';
import type { Contract, ContractVersion } from '#schema/generated/crm.ts';
import { type CrmContext, type FieldsOf, legalEntityOf, provenance, visible } from './context.ts';
import { contractLines } from './contract-line.ts';
import { customerAt } from './customer.ts';

export const contractResolvers = {
  version: ({ currentVersion }) => currentVersion,
  status: (row, _args, { clock }) => statusOn(row, clock.today()),
  // Whoever may see the contract may see whose it is, also where the account belongs to another entity.
  customer: ({ connection, accountExternalId }, _args, context) =>
    customerAt({ connection, externalId: accountExternalId }, context),
  legalEntity: async (row, _args, context) => {
    const code = await legalEntityOf(row, context);
    return code === null ? null : { __typename: 'LegalEntity', id: legalEntityId(code) };
  },
  totalValue: async (row, _args, { loaders }) =>
    moneyOf(valueUnder(await loaders.wholeContract.load(row), row.currentVersion)),
  annualValue: async (row, _args, { loaders }) => moneyOf(renewalBaseline(await loaders.wholeContract.load(row))),
  lines: async (row, _args, { loaders, clock }) =>
    contractLines(await loaders.wholeContract.load(row), row.currentVersion, clock.today()),
  versions: async (row, _args, { loaders }) => {
    const whole = await loaders.wholeContract.load(row);
    // A version beyond the contract's own is being written at this moment.
    return whole.versions.filter(({ number }) => number <= row.currentVersion).map((made) => ({ whole, made }));
  },
  opportunity: async ({ connection, opportunityExternalId }, _args, context) =>
    opportunityExternalId === null
      ? null
      : visible(await context.loaders.opportunity.load({ connection, externalId: opportunityExternalId }), context),
  provenance: (row, _args, context) => provenance(row, context),
} satisfies FieldsOf<Contract, ContractRow>;

interface VersionOfContract {
  readonly whole: WholeContract;
  readonly made: ContractVersionRow;
}

export const contractVersionResolvers = {
  version: ({ made }) => made.number,
  effectiveOn: ({ made }) => made.effectiveOn,
  recordedAt: ({ made }) => made.recordedAt.toISOString(),
  amendment: ({ made: { kind, reason, requestedBy, key } }) => {
    if (kind === null || requestedBy === null) return null;
    const operationId = operationOfKey(key);
    const operation = operationId === null ? null : { __typename: 'Operation', id: operationId };
    // Who approved it is known where approvals are kept, not to the CRM.
    return { kind, reason, requestedBy, approvedBy: null, operation };
  },
  lines: ({ whole, made }) => contractLines(whole, made.number),
  totalValue: ({ whole, made }) => moneyOf(valueUnder(whole, made.number)),
} satisfies FieldsOf<ContractVersion, VersionOfContract>;

export async function contractReference({ id }: { readonly id: string }, context: CrmContext) {
  return visible(await context.loaders.contractById.load(id), context);
}

function moneyOf(money: Money) {
  return { amount: formatAmount(money), currency: money.currency };
}
