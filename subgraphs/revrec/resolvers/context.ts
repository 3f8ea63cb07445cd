import { GraphQLError } from 'graphql';
import type { CommandCall } from '#kit/commands/command-door.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { ALL_KNOWN, account } from '#revrec/accounting.ts';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { Loaders } from '#revrec/loaders.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { type CivilDate, parseCivilDate } from '#schema/canonical/calendar.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';

/** What the resolvers of one request stand on. */
export interface RevrecContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly clock: Clock;
  readonly take: (call: CommandCall) => Promise<Result<unknown, ConnectorError>>;
  /** Figures that were reckoned for this request already. */
  readonly states: Map<string, Promise<ContractState | null>>;
}

/** The resolvers of a graph type over what stands behind it: only fields of the type may stand there. */
export type FieldsOf<Type, Row> = {
  readonly [Field in Exclude<keyof Type, '__typename'>]?: (row: Row, args: never, context: RevrecContext) => unknown;
};

/** A foreign id reads like a missing one. */
export function visible(row: RevenueContractRow | null, { principal }: RevrecContext): RevenueContractRow | null {
  return row !== null && principal.entities.includes(row.legalEntity) ? row : null;
}

export interface Moment {
  /** Only what held by the end of that day; null takes all. */
  readonly asOf: CivilDate | null;
  /** Only what was recorded until then. */
  readonly knownAt: string;
}

export const LATEST: Moment = { asOf: null, knownAt: ALL_KNOWN };

/** The figures of a contract at a moment; null when it was not known or did not hold by then. */
export function stateAt(
  { contractId }: RevenueContractRow,
  { asOf, knownAt }: Moment,
  { states, loaders }: RevrecContext,
): Promise<ContractState | null> {
  const key = `${contractId} ${asOf ?? ''} ${knownAt}`;
  const reckoned = states.get(key) ?? reckon();
  states.set(key, reckoned);
  return reckoned;

  async function reckon(): Promise<ContractState | null> {
    const facts = await loaders.facts.load(contractId);
    const state = account(
      facts.filter(({ effectiveAt }) => asOf === null || effectiveAt <= asOf),
      knownAt,
    );
    if (state.ok) return state.value;
    if (state.error.kind === 'NO_CONTRACT') return null;
    throw new Error(`Contract ${contractId} is held: ${state.error.kind} ${state.error.subject}`);
  }
}

/** As `stateAt` of everything, for a contract that was found to have it. */
export async function latestState(row: RevenueContractRow, context: RevrecContext): Promise<ContractState> {
  const state = await stateAt(row, LATEST, context);
  if (state === null) throw new Error(`Contract ${row.contractId} has no approval`);
  return state;
}

/** A date argument; refuses what is none, naming the argument. */
export function dateOf(text: string | null | undefined, name: string): CivilDate | null {
  if (text === null || text === undefined) return null;
  const date = parseCivilDate(text);
  if (date === null) throw badInput(`${name} must be a date such as 2026-08-31.`);
  return date;
}

/** An instant argument as the text that recording times are compared in; everything when left out. */
export function knownAtOf(text: string | null | undefined): string {
  if (text === null || text === undefined) return ALL_KNOWN;
  const instant = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text) || Number.isNaN(instant.getTime())) {
    throw badInput('knownAt must be an instant such as 2026-08-31T12:00:00.000Z.');
  }
  return instant.toISOString();
}

export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
