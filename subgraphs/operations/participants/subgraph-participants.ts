import type { ExecutionResult } from 'graphql';
import type { Principal } from '#kit/identity/principal.ts';
import { told } from '#kit/observability/present-span.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, type Result } from '#schema/errors/result.ts';
import type { Participants } from '../engine/ports.ts';
import type { Command, CommandSystem } from '../engine/saga.ts';
import type { CountCommand } from './command-metrics.ts';
import { asPartOfRequest, type WatchCommand } from './command-watch.ts';

/** One system subgraph, over HTTP or in the same process. Rejects when no answer came. */
export interface SubgraphCaller {
  execute(
    request: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
    principal: Principal,
  ): Promise<ExecutionResult>;
}

type System = 'CRM' | 'BILLING' | 'ERP' | 'REVREC';

/** The four systems, and those beside them that are connected. */
export type Callers = Readonly<Record<System, SubgraphCaller>> &
  Readonly<Partial<Record<Exclude<CommandSystem, System>, SubgraphCaller>>>;

/** What waits behind whom at a vendor that is slow: a person's request behind nobody. */
export type Lane = 'INTERACTIVE' | 'BULK';

const FIELDS: Readonly<Record<CommandSystem, string>> = {
  CRM: 'crmCommand',
  BILLING: 'billingCommand',
  ERP: 'erpCommand',
  REVREC: 'revrecCommand',
  ENTITLEMENT: 'entitlementCommand',
  TAX: 'taxCommand',
  SUCCESS: 'successCommand',
};

/** The sagas' own identity: all entities, because which one is meant was decided when the operation was accepted. */
export function servicePrincipal(correlationId: string, entities: readonly string[]): Principal {
  return { subject: 'revgraph-operations', roles: ['service'], entities, scopes: [], correlationId };
}

export interface ParticipantSettings {
  /** Left out = INTERACTIVE. */
  readonly lane?: Lane;
  /** Left out = as a part of the request that is answered now. */
  readonly watch?: WatchCommand;
  readonly counts?: CountCommand;
}

/** Reaches the system subgraphs' commands. A call without an answer is a write in doubt. */
export function subgraphParticipants(
  callers: Callers,
  principal: Principal,
  { lane = 'INTERACTIVE', watch = asPartOfRequest, counts }: ParticipantSettings = {},
): Participants {
  const call = (command: Command, key: string | null, lookUp: boolean) =>
    told(watch(command), async (span) => {
      const startedMs = performance.now();
      const reply = await send(command, key, lookUp);
      counts?.(command, reply.ok ? 'ok' : reply.error.kind, (performance.now() - startedMs) / 1000);
      if (!reply.ok) span.fail(reply.error.kind);
      return reply;
    });
  const send = async (
    command: Command,
    key: string | null,
    lookUp: boolean,
  ): Promise<Result<unknown, ConnectorError>> => {
    const field = FIELDS[command.system];
    const caller = callers[command.system];
    // Nothing is connected: the step was decided on when something was.
    if (caller === undefined) return fail({ kind: 'UnsupportedByVendor', capability: command.name });
    const query = `mutation ($name: String!, $command: JSON!, $key: String, $lookUp: Boolean, $lane: String) {
      answer: ${field}(name: $name, command: $command, key: $key, lookUp: $lookUp, lane: $lane)
    }`;
    const variables = { name: command.name, command: command.payload, key, lookUp, lane };
    let result: ExecutionResult;
    try {
      result = await caller.execute({ query, variables }, principal);
    } catch {
      return fail(key === null ? { kind: 'Unavailable', status: null } : { kind: 'OutcomeUnknown', key });
    }
    const answer = result.data?.['answer'];
    if (isResult(answer)) return answer;
    // A subgraph that throws has a bug; a person looks, because repeating it would only throw again.
    const detail = result.errors?.map(({ message }) => message).join('; ') ?? 'no answer';
    return fail({ kind: 'Unmappable', field: command.name, detail });
  };
  return {
    write: (command, key) => call(command, command.reads === true ? null : key, false),
    lookUp: (command, key) => call(command, key, true),
  };
}

function isResult(answer: unknown): answer is Result<unknown, ConnectorError> {
  return typeof answer === 'object' && answer !== null && 'ok' in answer;
}
