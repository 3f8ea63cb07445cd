import { atMost } from './bounds.ts';
import type { LedgerRole } from './ledger-role.ts';

/** An amount from one role to another, named after the document it is for. It balances by its shape. */
export interface Movement {
  readonly document: string;
  /** The line of an invoice that it is for, where that has a name. */
  readonly line?: string | undefined;
  readonly debit: LedgerRole;
  readonly credit: LedgerRole;
  /** Functional minor units; below zero it is the opposite movement. */
  readonly minor: bigint;
}

/** The balance of each role, debit above zero. */
export function balancesOf(movements: readonly Movement[]): ReadonlyMap<LedgerRole, bigint> {
  const balances = new Map<LedgerRole, bigint>();
  const add = (role: LedgerRole, minor: bigint) => balances.set(role, (balances.get(role) ?? 0n) + minor);
  for (const { debit, credit, minor } of movements) {
    add(debit, minor);
    add(credit, -minor);
  }
  return balances;
}

/** What has to be moved so that `before` becomes `after`: by document, line and pair of roles, each amount above zero. */
export function movedBetween(before: readonly Movement[], after: readonly Movement[]): readonly Movement[] {
  const sums = new Map<string, Movement>();
  const add = ({ document, line, debit, credit, minor }: Movement) => {
    // A pair has one key whichever way it moves, so that a movement and its opposite meet.
    const [first, second, signed] = debit < credit ? [debit, credit, minor] : [credit, debit, -minor];
    const key = JSON.stringify([document, line, first, second]);
    const named = line === undefined ? {} : { line };
    sums.set(key, { document, ...named, debit: first, credit: second, minor: (sums.get(key)?.minor ?? 0n) + signed });
  };
  after.forEach(add);
  for (const movement of before) add({ ...movement, minor: -movement.minor });
  return [...sums.values()].filter(({ minor }) => minor !== 0n).map(asPositive);
}

/**
 * Changes of balances (debit above zero, together zero) as movements: debits meet credits in the order given.
 */
export function pairedUp(document: string, changes: Iterable<readonly [LedgerRole, bigint]>): readonly Movement[] {
  const all = [...changes];
  const credits = all.filter(([, minor]) => minor < 0n).map(([role, minor]) => ({ role, left: -minor }));
  const movements: Movement[] = [];
  for (const [debit, minor] of all) {
    let left = minor;
    for (const credit of credits) {
      const met = atMost(left, credit.left);
      if (met <= 0n) continue;
      movements.push({ document, debit, credit: credit.role, minor: met });
      left -= met;
      credit.left -= met;
    }
  }
  return movements;
}

function asPositive(movement: Movement): Movement {
  const { debit, credit, minor } = movement;
  return minor > 0n ? movement : { ...movement, debit: credit, credit: debit, minor: -minor };
}
