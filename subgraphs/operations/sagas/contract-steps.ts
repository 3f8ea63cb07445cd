import type { Provision } from '#schema/commands/adjacent.ts';
import type { BillingFrequency, ContractOutcome, LineDelta } from '#schema/commands/crm.ts';
import type { Step, StepContext } from '../engine/saga.ts';
import type { ContractSagaInput } from './contract-documents.ts';
import type { JournalScope } from './revenue-journals.ts';

/** A change of a signed contract, whatever it is; decided at acceptance. */
export interface ContractChangeInput extends ContractSagaInput {
  readonly contractId: string;
  readonly expectedVersion: number;
  readonly effectiveOn: string;
  /** Of `AmendmentKind`. */
  readonly kind: string;
  readonly reason: string | null;
  readonly requestedBy: string;
  readonly deltas: readonly LineDelta[];
  readonly endsOn: string | null;
  readonly status: 'ACTIVE' | 'SUSPENDED' | 'CANCELLED' | null;
  readonly frequency: BillingFrequency | null;
  /** The deal that asked for the change, when sales did; left out otherwise. */
  readonly askedBy?: string;
  /** What the customer may use once the change holds. */
  readonly grants: Provision['grants'];
}

/** The version that the CRM gave the change. */
export function versionOf({ outcomes }: StepContext<ContractChangeInput>): number {
  return (outcomes['amendCrmContract'] as ContractOutcome).contract.version;
}

/** The CRM writes the next version, first of all: sales owns the contract and may refuse. */
export function amendCrmStep<Input extends ContractChangeInput>(): Step<Input> {
  return {
    name: 'amendCrmContract',
    system: 'CRM',
    run: ({ input, operationId }) => ({
      system: 'CRM',
      name: 'amendContract',
      payload: {
        contractId: input.contractId,
        expectedVersion: input.expectedVersion,
        effectiveOn: input.effectiveOn,
        kind: input.kind,
        reason: input.reason,
        requestedBy: input.requestedBy,
        operationId,
        deltas: input.deltas,
        ...(input.endsOn === null ? {} : { endsOn: input.endsOn }),
        ...(input.status === null ? {} : { status: input.status }),
        ...(input.frequency === null ? {} : { billingFrequency: input.frequency }),
        ...(input.askedBy === undefined ? {} : { opportunityId: input.askedBy }),
      },
    }),
    compensate: ({ input, operationId }) => ({
      system: 'CRM',
      name: 'restoreContract',
      payload: { contractId: input.contractId, amendKey: `${operationId}:amendCrmContract` },
    }),
  };
}

/** Billing as it was before the named step. */
export function restoreSubscription<Input extends ContractChangeInput>(step: string): Step<Input>['compensate'] {
  return ({ input, operationId }) => ({
    system: 'BILLING',
    name: 'restoreSubscription',
    payload: { contractId: input.contractId, amendKey: `${operationId}:${step}` },
  });
}

/** Entitlements follow the promise at once; left out where no such system is connected. */
export function provisionStep<Input extends ContractSagaInput>(
  what: (context: StepContext<Input>) => Omit<Provision, 'customerId'>,
): Step<Input> {
  return {
    name: 'provisionEntitlements',
    system: 'ENTITLEMENT',
    run: (context) =>
      context.input.connected.includes('ENTITLEMENT')
        ? {
            system: 'ENTITLEMENT',
            name: 'provision',
            payload: { ...what(context), customerId: context.input.customer.customerId },
          }
        : null,
    compensate: (context) => ({
      system: 'ENTITLEMENT',
      name: 'restore',
      payload: {
        contractId: what(context).contractId,
        provisionKey: `${context.operationId}:provisionEntitlements`,
      },
    }),
  };
}

/** Entitlements of a changed contract. */
export function provisionChange<Input extends ContractChangeInput>(
  status: Provision['status'] = 'ACTIVE',
): Step<Input> {
  return provisionStep((context) => ({
    contractId: context.input.contractId,
    version: versionOf(context),
    effectiveOn: context.input.effectiveOn,
    status,
    grants: context.input.grants,
  }));
}

/** What was recorded of the revenue contract counts no more, when the operation is taken back. */
export function withdrawRevenue<Input extends ContractChangeInput>(): Step<Input>['compensate'] {
  return ({ input, operationId }) => ({
    system: 'REVREC',
    name: 'withdraw',
    payload: { contractId: input.contractId, operationId },
  });
}

/** The journals of the changed contract alone. */
export function journalScope<Input extends ContractChangeInput>(): JournalScope<Input> {
  return {
    legalEntity: ({ legalEntity }) => legalEntity,
    contractId: ({ input }) => input.contractId,
    through: ({ businessDate }) => businessDate,
  };
}
