import { decimalOf, type PricedLine, plain, priceKey, totalValue } from '#schema/canonical/contract.ts';
import { withinTerm } from '#schema/canonical/held-lines.ts';
import type { Money } from '#schema/canonical/money.ts';
import type { BillingFrequency } from '#schema/commands/crm.ts';
import type { ContractStatus } from '#schema/generated/crm.ts';
import { changesUpTo, type HeldLine, type WholeContract } from './contract-view.ts';

/** What a command of ours was about to write as a version of a contract; noted under its key before it is sent. */
export interface BookedVersion {
  /** What the contract's head says under it. */
  readonly status: ContractStatus;
  readonly endsOn: string;
  readonly billingFrequency: BillingFrequency | null;
  readonly lines: readonly HeldLine[];
}

/** By the key of the version. */
export type Bookings = ReadonlyMap<string, BookedVersion>;

/** The versions as our commands wrote them, the first one first; null when somebody else wrote one of them. */
function bookedVersions({ contract, versions }: WholeContract, bookings: Bookings): readonly BookedVersion[] | null {
  const booked = versions
    .filter(({ number }) => number <= contract.currentVersion)
    .map(({ key }) => bookings.get(key ?? '') ?? null);
  return booked.length === contract.currentVersion && booked.every((version) => version !== null) ? booked : null;
}

/** Whether the contract says what our commands wrote: its head and every line of every version. */
export function isAsBooked(whole: WholeContract, bookings: Bookings): boolean {
  const booked = bookedVersions(whole, bookings);
  const head = booked?.at(-1);
  if (booked === null || head === undefined) return false;
  const { status, endsOn, billingFrequency, currentVersion } = whole.contract;
  const isHead = head.status === status && head.endsOn === endsOn && head.billingFrequency === billingFrequency;
  const lines = booked.flatMap((version) => version.lines);
  return isHead && sameLines(lines, changesUpTo(whole, currentVersion));
}

/** Price of the whole term by what our commands wrote; null when somebody else wrote a version of it. */
export function bookedValue(whole: WholeContract, bookings: Bookings): Money | null {
  const booked = bookedVersions(whole, bookings);
  const head = booked?.at(-1);
  if (booked === null || head === undefined) return null;
  const { startsOn, currency } = whole.contract;
  const lines = withinTerm(
    booked.flatMap((version) => version.lines),
    head.endsOn,
  );
  return totalValue(lines, startsOn, currency);
}

function sameLines(left: readonly PricedLine[], right: readonly PricedLine[]): boolean {
  const told = (lines: readonly PricedLine[]) =>
    lines
      .map((line) => `${priceKey(line)} ${plain(decimalOf(line.quantity))} ${line.startsOn} ${line.endsOn}`)
      .toSorted()
      .join();
  return told(left) === told(right);
}
