import type { MoneyWire } from '#schema/canonical/money.ts';
import { moneyWire } from '#schema/commands/values.ts';
import type { Decision } from '../engine/ports.ts';

export type Action = 'RETRY' | 'RETRY_WITH_CORRECTION' | 'SKIP' | 'COMPENSATE' | 'ASSIGN' | 'WAIVE';

/** What a person wants done about an exception. */
export interface Wish {
  readonly exceptionId: string;
  readonly action: Action;
  readonly note: string;
  /** For ASSIGN only. */
  readonly assignee: string | null;
  /** For RETRY_WITH_CORRECTION only: the members of the payload, as they should be. */
  readonly correction: Readonly<Record<string, unknown>> | null;
}

/** What the waiting saga is told; null for what concerns the exception alone. */
export function decisionOf({ action, correction }: Wish): Decision | null {
  switch (action) {
    case 'RETRY':
    case 'SKIP':
    case 'COMPENSATE':
      return { action };
    case 'RETRY_WITH_CORRECTION':
      return { action: 'RETRY', correction: correction ?? {} };
    case 'ASSIGN':
    case 'WAIVE':
      return null;
    default:
      return action satisfies never;
  }
}

/** These change what the books will say, so they may need a second person; trying again or taking back does not. */
export function changesTheBooks({ action }: Wish): boolean {
  return action === 'RETRY_WITH_CORRECTION' || action === 'SKIP';
}

/** Every amount that a wish is about: what is at stake, and those that a correction names. */
export function amountsOf(wish: Wish, impact: MoneyWire | null): readonly (MoneyWire | null)[] {
  return [impact, ...amountsIn(wish.correction)];
}

function amountsIn(value: unknown): readonly MoneyWire[] {
  if (typeof value !== 'object' || value === null) return [];
  const money = moneyWire.safeParse(value);
  return money.success ? [money.data] : Object.values(value).flatMap(amountsIn);
}
