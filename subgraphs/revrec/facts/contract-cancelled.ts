import type { ContractCancelled, EventOf } from '#revrec/engine/events.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { civilDate, laterOf } from '#schema/canonical/calendar.ts';
import type { TerminateContract } from '#schema/commands/revrec.ts';
import { creditedMinor } from './credit-memo-issued.ts';
import { fact } from './fact.ts';

/** A cancellation as a fact. It settles what was billed up to its day or to its last credit memo's. */
export function contractCancelled(
  { operationId, version, effectiveOn, credits }: TerminateContract,
  { contractId, legalEntity, currency }: RevenueContractRow,
  recordedAt: string,
): EventOf<'CANCELLED', ContractCancelled> {
  const refundableMinor = credits.reduce((all, memo) => all + creditedMinor(memo), 0n);
  return fact(
    {
      kind: 'CANCELLED',
      entity: legalEntity,
      contractKey: contractId,
      effectiveAt: effectiveOn,
      recordedAt,
      source: ['CRM', 'CONTRACT_VERSION', contractId, String(version)],
    },
    {
      amendment: operationId,
      settledOn: credits.map(({ issuedOn }) => civilDate(issuedOn)).reduce(laterOf, civilDate(effectiveOn)),
      refundable: { minor: refundableMinor.toString(), currency },
      documents: credits.map(({ creditMemoId }) => creditMemoId),
    },
  );
}
