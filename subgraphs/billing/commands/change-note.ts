import { type SubscriptionChangeRow, subscriptionChanges } from '#billing/entities/subscription-change.ts';
import type { PlanChange, SubscriptionBefore } from '#billing/port.ts';
import type { BillingSubscription } from '#billing/port-records.ts';
import type { CommandParts } from './parts.ts';

/** What a command is about to do. */
export interface ChangeNote
  extends Pick<SubscriptionChangeRow, 'key' | 'kind' | 'contractId' | 'connection' | 'effectiveOn'> {
  readonly customerExternalId: string;
  /** What stood before; null for a start. */
  readonly subscription: BillingSubscription | null;
  /** Another subscription goes on in its place. */
  readonly isReplaced?: boolean;
  /** What the terms to come billed that it changes too. */
  readonly planned?: readonly PlanChange[];
}

/** Noted before the vendor is asked, so that what was done can be found and taken back. The first note stays. */
export async function noteChange({ dataSource }: CommandParts, note: ChangeNote): Promise<void> {
  const { subscription, isReplaced = false, planned = [], ...noted } = note;
  await dataSource.manager
    .createQueryBuilder()
    .insert()
    .into(subscriptionChanges)
    .values({
      ...noted,
      subscriptionExternalId: subscription?.externalId ?? null,
      itemsBefore: [...(subscription?.items ?? [])],
      keyBefore: subscription?.changeKey ?? null,
      versionBefore: subscription?.contractVersion ?? null,
      before:
        subscription === null
          ? null
          : {
              endsOn: subscription.endsOn,
              invoiceIssuer: subscription.invoiceIssuer,
              isPaused: subscription.status === 'PAUSED',
              isReplaced,
              ...(planned.length === 0 ? {} : { planned }),
            },
    })
    .orIgnore()
    .execute();
}

/** What stood before the noted change; what an early note does not say is as it is now. */
export function beforeOf(
  { itemsBefore, keyBefore, versionBefore, before }: SubscriptionChangeRow,
  live: BillingSubscription,
): SubscriptionBefore {
  return {
    items: itemsBefore,
    changeKey: keyBefore,
    contractVersion: versionBefore,
    endsOn: before === null ? live.endsOn : before.endsOn,
    invoiceIssuer: before?.invoiceIssuer ?? live.invoiceIssuer,
    isPaused: before?.isPaused ?? live.status === 'PAUSED',
  };
}
