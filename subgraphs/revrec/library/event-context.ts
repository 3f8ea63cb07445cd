import type { Told } from '#revrec/facts/fact.ts';
import { type MoneyWire, parseAmount } from '#schema/canonical/money.ts';
import type { ReadContract, ReadEvent } from './contract-shape.ts';
import type { FaultList } from './fault-list.ts';
import { termOf } from './promised-lines.ts';

/** What is known of a contract while its events are read, in the order they were signed. */
export interface EventContext {
  readonly contract: ReadContract;
  /** Where it stands in the file. */
  readonly path: string;
  readonly faults: FaultList;
  /** Where things stand in the file, by the contract's key, a slash and the engine's name for them. */
  readonly places: Map<string, string>;
  /** Lines as an event may name them: `seats`, or `A-1/seats` for one that an amendment added. */
  readonly lines: Set<string>;
  readonly rateIds: Set<string>;
  /** Keys of events that were told, by type. */
  readonly told: Set<string>;
  /** Keys of the variable parts of the price. */
  readonly variable: Set<string>;
  /** Versions of the contract so far: the approval is the first. */
  version: number;
}

/** One event with where it stands and its key. */
export interface Placed {
  readonly path: string;
  readonly key: string;
  readonly context: EventContext;
}

/** Amendments and the cancellation are versions of the contract, in the order of the file. */
export function nextVersion(context: EventContext): Told<string>['source'] {
  context.version += 1;
  return ['FILE', 'CONTRACT_VERSION', context.contract.contract, String(context.version)];
}

export function told<Kind extends string>(
  kind: Kind,
  { on, recordedAt }: Pick<ReadEvent, 'on' | 'recordedAt'>,
  { contract }: EventContext,
  source: Told<Kind>['source'],
): Told<Kind> {
  const { entity, contract: contractKey } = contract;
  return { kind, entity, contractKey, effectiveAt: on, recordedAt: recordedAt ?? midnightOf(on), source };
}

/** Where a file does not say when something was recorded, it was known from its day on. */
export function midnightOf(day: string): string {
  return `${day}T00:00:00.000Z`;
}

/** Both days or none. */
export function daysOf(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  at: string,
  faults: FaultList,
): { readonly from?: string; readonly to?: string } {
  if (from === undefined && to === undefined) return {};
  if (from === undefined || to === undefined) {
    faults.add('WRONG_SHAPE', `${at}.${from === undefined ? 'from' : 'to'}`, 'is missing: give both days or none.');
    return {};
  }
  termOf({ from, to }, at, faults);
  return { from, to };
}

/** Minor units of the contract's currency; zero after the fault was told. */
export function minorOf(text: string, path: string, { contract, faults }: EventContext): bigint {
  const amount = parseAmount(text, contract.currency);
  if (amount !== null) return amount.minor;
  faults.add('BAD_AMOUNT', path, `${text} has more digits than ${contract.currency} has.`);
  return 0n;
}

/** The same as the engine's events have it. */
export function wireOf(text: string, path: string, context: EventContext): MoneyWire {
  return { minor: String(minorOf(text, path, context)), currency: context.contract.currency };
}

/** The engine's key of a line that an event names: `seats`, or `A-1/seats` for one that an amendment added. */
export function obligationOf(line: string, path: string, { contract, lines, faults }: EventContext): string {
  if (!lines.has(line)) {
    const known = [...lines].slice(0, 20).join(', ');
    faults.add('UNKNOWN_REFERENCE', path, `${line} is no line of the contract; known: ${known}.`);
  }
  return `${contract.contract}/${line}`;
}
