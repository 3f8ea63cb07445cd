import type { EventOf, Refunded } from '#revrec/engine/events.ts';
import type { RefundFacts } from '#schema/commands/billing.ts';
import { fact } from './fact.ts';

/** Money that went back, as a fact of the contract. */
export function refunded(
  { refundId, refundedOn, creditMemoId, amount }: RefundFacts,
  contractKey: string,
  { entity, recordedAt }: { readonly entity: string; readonly recordedAt: string },
): EventOf<'REFUNDED', Refunded> {
  return fact(
    {
      kind: 'REFUNDED',
      entity,
      contractKey,
      effectiveAt: refundedOn,
      recordedAt,
      source: ['BILLING', 'REFUND', refundId, '1'],
    },
    { document: refundId, creditMemo: creditMemoId, amount },
  );
}
