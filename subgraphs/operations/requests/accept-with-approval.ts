import { formatAmount, fromMoneyWire, type MoneyWire } from '#schema/canonical/money.ts';
import { holdForApproval, needsApproval } from '../approvals/postgres-ask.ts';
import type { Acceptance, Answer } from './accepted.ts';
import { accept, type Judge } from './postgres-accept.ts';
import type { RequestParts } from './request.ts';

/**
 * Takes a request; one whose amount at stake is material is held back until a second person has approved it. `atStake`
 * null = no money moves with it.
 */
export async function acceptWithApproval(
  parts: RequestParts,
  acceptance: Acceptance,
  judge: Judge,
  atStake: MoneyWire | null,
): Promise<Answer> {
  const { kind, legalEntity, operationId } = acceptance;
  const now = parts.clock.now();
  const act = { kind, legalEntity, amount: atStake };
  if (atStake === null || !(await needsApproval(parts.dataSource.manager, act, now))) {
    return accept(parts, acceptance, judge);
  }
  const amount = `${formatAmount(fromMoneyWire(atStake))} ${atStake.currency}`;
  const hold = { operationId, rule: kind, reason: `${amount} is above what one person decides.`, shown: { atStake } };
  return accept(parts, acceptance, judge, async (em) => {
    await holdForApproval(em, { ids: parts.ids, now }, hold);
  });
}
