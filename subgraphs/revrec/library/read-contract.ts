import { z } from 'zod';
import type { ContractLine, RevenueEvent, VariableElement } from '#revrec/engine/events.ts';
import { fact } from '#revrec/facts/fact.ts';
import { civilDate, earlierOf } from '#schema/canonical/calendar.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { readEvent } from './contract-events.ts';
import { contractShape, type ReadContract } from './contract-shape.ts';
import { type EventContext, midnightOf } from './event-context.ts';
import { FAULTS_MAX, type Fault } from './fault.ts';
import { FaultList } from './fault-list.ts';
import { namesTwice } from './json-members.ts';
import type { PolicySet } from './policy-set.ts';
import { variableParts } from './price-events.ts';
import { promisedLines } from './promised-lines.ts';
import { readPolicies } from './read-policies.ts';

/** Contracts with their events, ready for `recognize`. */
export interface ReadContracts {
  readonly events: readonly RevenueEvent[];
  readonly policies: PolicySet;
  readonly rateIds: ReadonlyMap<string, readonly string[]>;
  /** Where in the file a thing stands, by its contract's key, a slash and the engine's name for it; see `inFile`. */
  readonly places: ReadonlyMap<string, string>;
  /** What a contract was sold as, where the file says so. */
  readonly opportunities: ReadonlyMap<string, string>;
}

/** One contract, or several with the policies they are recognised under. */
const fileShape = z.strictObject({
  contracts: z.array(z.unknown()).min(1, 'has no contract.').max(20_000),
  policies: z.unknown().optional(),
});

/** Reads the text of a `contract.json`. All faults at once, up to twenty; a fault anywhere and nothing is read. */
export function readContractJson(text: string): Result<ReadContracts, readonly Fault[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : 'unreadable').replace(/\p{Cc}/gu, ' ').slice(0, 160);
    return fail([{ code: 'NOT_JSON', path: '', message: `The file is no JSON: ${reason}.` }]);
  }
  const twice = namesTwice(text);
  if (twice.length === 0) return readContracts(value);
  const message = 'stands twice in one object: leave one.';
  return fail(twice.slice(0, FAULTS_MAX).map((path) => ({ code: 'DUPLICATE_KEY', path, message })));
}

/** The same for JSON that was parsed already. */
export function readContracts(value: unknown): Result<ReadContracts, readonly Fault[]> {
  const faults = new FaultList();
  const isOne = typeof value === 'object' && value !== null && 'contract' in value;
  const file = faults.read(fileShape, isOne ? { contracts: [value] } : value, '');
  const policies = readPolicies(file?.policies, faults);
  const read: Reading = { faults, places: new Map(), rateIds: new Map(), opportunities: new Map() };
  const events = (file?.contracts ?? []).flatMap((one, index) => readOne(one, `contracts[${index}]`, read));
  if (faults.all.length > 0) return fail(faults.all.slice(0, FAULTS_MAX));
  const { places, rateIds, opportunities } = read;
  return ok({ events, policies, places, rateIds, opportunities });
}

interface Reading {
  readonly faults: FaultList;
  readonly places: Map<string, string>;
  readonly rateIds: Map<string, readonly string[]>;
  readonly opportunities: Map<string, string>;
}

function readOne(value: unknown, path: string, read: Reading): readonly RevenueEvent[] {
  const { faults } = read;
  const contract = faults.read(contractShape, value, path);
  if (contract === null) return [];
  const { contract: key, currency, rates } = contract;
  if (read.rateIds.has(key)) {
    faults.add('DUPLICATE_KEY', `${path}.contract`, `${key} is the key of ${read.places.get(key)} already.`);
    return [];
  }
  const promised = promisedLines(contract.lines, `${path}.lines`, { owner: key, currency, rates, faults });
  const context: EventContext = {
    contract,
    path,
    faults,
    places: read.places,
    lines: new Set(promised.places.keys()),
    rateIds: new Set(promised.rateIds),
    told: new Set(),
    variable: new Set(),
    version: 1,
  };
  read.places.set(key, path);
  for (const [line, at] of promised.places) read.places.set(`${key}/${line}`, at);
  const variable = variableParts(contract.variable, `${path}.variable`, context);
  const approval = approved(contract, promised.lines, variable);
  if (approval !== null) read.places.set(`${key}/${approval.id}`, path);
  const later = contract.events.flatMap((event, index) => readEvent(event, index, context) ?? []);
  read.rateIds.set(key, [...context.rateIds]);
  if (contract.opportunity !== undefined) read.opportunities.set(key, contract.opportunity);
  const combined = approval === null ? [] : combination(contract, approval);
  return [...(approval === null ? [] : [approval]), ...combined, ...later];
}

function combination(
  { contract, combinedWith, combinedFor }: ReadContract,
  { entity, effectiveAt, recordedAt }: RevenueEvent,
): readonly RevenueEvent[] {
  if (combinedWith === undefined) return [];
  const source = ['FILE', 'combination', contract, '1'] as const;
  const told = { kind: 'CONTRACT_COMBINED', entity, contractKey: contract, effectiveAt, recordedAt, source } as const;
  return [fact(told, { members: combinedWith, reason: combinedFor })];
}

/** A contract holds from the day it was signed, or from its first day when that is earlier. */
function approved(
  { contract, customer, entity, currency, signedOn, recordedAt, step1 }: ReadContract,
  lines: readonly ContractLine[],
  variable: readonly VariableElement[],
): RevenueEvent | null {
  const [first, ...others] = lines.map(({ from }) => civilDate(from));
  if (first === undefined) return null;
  const startsOn = others.reduce(earlierOf, first);
  const effectiveAt = signedOn === undefined ? startsOn : earlierOf(civilDate(signedOn), startsOn);
  return fact(
    {
      kind: 'CONTRACT_APPROVED',
      entity,
      contractKey: contract,
      effectiveAt,
      recordedAt: recordedAt ?? midnightOf(signedOn ?? effectiveAt),
      source: ['FILE', 'CONTRACT_VERSION', contract, '1'],
    },
    {
      customer,
      currency,
      lines,
      ...(variable.length === 0 ? {} : { variable }),
      ...(step1 === undefined ? {} : { step1 }),
    },
  );
}

/** The engine's fault with the place in the file of what it is about, or of the next thing around that. */
export function inFile({ code, path, message }: Fault, { places }: Pick<ReadContracts, 'places'>): Fault {
  const parts = path.split('/');
  const around = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  const known = around.find((name) => places.has(name));
  return { code, path: (known === undefined ? undefined : places.get(known)) ?? path, message };
}
