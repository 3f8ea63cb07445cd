import { GraphQLError } from 'graphql';
import type { z } from 'zod';
import { hasRole, type Principal } from '#kit/identity/principal.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';
import type { CommandLog, KeyedCommand } from './command-log.ts';
import { inLaneAsOne, type Lane } from './lane.ts';
import { onBehalfOf } from './present-command.ts';

/** A command that writes: it needs a key. `plan` says how to send and how to look up; it does neither. */
export interface WriteCommand<Payload, Outcome> {
  readonly kind: 'WRITE';
  readonly payload: z.ZodType<Payload>;
  readonly plan: (payload: Payload, key: string) => Pick<KeyedCommand<Outcome>, 'send' | 'lookUp'>;
}

/** A read or a preview: no key, nothing is written at the vendor. */
export interface ReadCommand<Payload, Answer> {
  readonly kind: 'READ';
  readonly payload: z.ZodType<Payload>;
  readonly run: (payload: Payload) => Promise<Result<Answer, ConnectorError>>;
}

export function writeCommand<Payload, Outcome>(
  payload: z.ZodType<Payload>,
  plan: WriteCommand<Payload, Outcome>['plan'],
): WriteCommand<Payload, Outcome> {
  return { kind: 'WRITE', payload, plan };
}

export function readCommand<Payload, Answer>(
  payload: z.ZodType<Payload>,
  run: ReadCommand<Payload, Answer>['run'],
): ReadCommand<Payload, Answer> {
  return { kind: 'READ', payload, run };
}

// The door holds commands of many payloads; each is parsed by its own schema before its plan sees it.
// biome-ignore lint/suspicious/noExplicitAny: the payload's type is known to the command alone
export type Commands = ReadonlyMap<string, WriteCommand<any, any> | ReadCommand<any, any>>;

export interface CommandCall {
  readonly name: string;
  readonly command: unknown;
  readonly key?: string | null;
  readonly lookUp?: boolean | null;
  /** `INTERACTIVE` or `BULK`; left out = INTERACTIVE. */
  readonly lane?: string | null;
}

/** What a subgraph's door stands on. */
export interface CommandDoor {
  readonly commands: Commands;
  readonly log: CommandLog;
  /** Keeps on record who was refused, and why: before the refusal is answered. */
  readonly refused: (principal: Principal, call: CommandCall, reason: string) => Promise<void>;
}

const FOR_SAGAS_ONLY = 'Commands are for sagas only.';

/**
 * Takes a saga's command: parses the payload, finds the command, runs it under its key. Answers a `Result` as JSON.
 * The vendor calls that it makes go in the call's lane and are recorded under its key.
 * Refuses everybody but our own services, on record; a malformed call is a bug of the caller, so it throws.
 */
export async function takeCommand(
  { commands, log, refused }: CommandDoor,
  principal: Principal,
  call: CommandCall,
): Promise<Result<unknown, ConnectorError>> {
  if (!hasRole(principal, 'service')) {
    await refused(principal, call, FOR_SAGAS_ONLY);
    throw new GraphQLError(FOR_SAGAS_ONLY, { extensions: { code: 'FORBIDDEN' } });
  }
  const lane = laneOf(call);
  const key = call.key === undefined || call.key === '' ? null : call.key;
  const present = { name: call.name, key, correlationId: principal.correlationId };
  return onBehalfOf(present, () => inLaneAsOne(lane, () => carryOut(commands, log, call, key)));
}

async function carryOut(
  commands: Commands,
  log: CommandLog,
  call: CommandCall,
  key: string | null,
): Promise<Result<unknown, ConnectorError>> {
  const command = commands.get(call.name);
  if (command === undefined) throw new Error(`There is no command ${call.name}`);
  const payload: unknown = command.payload.parse(call.command);
  if (command.kind === 'READ') return command.run(payload);
  if (key === null) throw new Error(`${call.name} needs a key`);
  const keyed = { name: call.name, key, payload, ...command.plan(payload, key) };
  return call.lookUp === true ? log.ask(keyed) : log.run(keyed);
}

function laneOf({ name, lane }: CommandCall): Lane {
  if (lane === undefined || lane === null || lane === 'INTERACTIVE') return 'INTERACTIVE';
  if (lane === 'BULK') return 'BULK';
  throw new Error(`${name} was sent in a lane that is none: ${lane}`);
}
