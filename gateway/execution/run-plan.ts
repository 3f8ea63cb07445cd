import type { GraphQLFormattedError } from 'graphql';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { Told } from '#gateway/federation/subgraph-client.ts';
import { WrittenRequest } from '#gateway/federation/subgraph-request.ts';
import { entitiesAt } from './entities.ts';
import { placedAtEntities, placedAtRoot } from './placed-errors.ts';
import type { FetchStep, PlanStep } from './plan-step.ts';
import { isJoined, type Joined, mergeInto } from './values.ts';

export interface PlanRun {
  readonly context: Pick<RequestContext, 'principal' | 'deadlineAtMs' | 'departure' | 'span'>;
  /** As the client gave them: a subgraph's operation has the defaults itself. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** False behind a mutation. */
  readonly repeatable: boolean;
  /** What is known before the first fetch; the plan adds to it. */
  readonly data: Joined;
}

interface Running extends PlanRun {
  readonly errors: GraphQLFormattedError[];
}

/** Runs a plan to its end; what cannot be had is missing in the data and has errors with their places in the answer. */
export async function runPlan(step: PlanStep, run: PlanRun): Promise<readonly GraphQLFormattedError[]> {
  const running = { ...run, errors: [] };
  await runStep(step, running);
  return running.errors;
}

const DONE = Promise.resolve();

function runStep(step: PlanStep, running: Running): Promise<unknown> {
  switch (step.kind) {
    case 'FETCH':
      return runFetch(step, running);
    case 'SEQUENCE':
      return runInOrder(step.steps, running);
    case 'PARALLEL':
      return Promise.all(step.steps.map((each) => runStep(each, running)));
  }
}

async function runInOrder(steps: readonly PlanStep[], running: Running): Promise<void> {
  for (const each of steps) await runStep(each, running);
}

function runFetch(step: FetchStep, running: Running): Promise<void> {
  const entities = step.path.length === 0 ? [running.data] : entitiesAt(running.data, step.path);
  if (entities.length === 0) return DONE;
  return step.represent === null ? fetchRoot(step, entities, running) : fetchEntities(step, entities, running);
}

async function fetchRoot(step: FetchStep, entities: readonly Joined[], running: Running): Promise<void> {
  const { data, errors } = await ask(step, null, running);
  if (errors.length > 0) running.errors.push(...placedAtRoot(step, errors, running.data));
  if (data === null) return;
  step.rewrite?.(data);
  for (const entity of entities) mergeInto(entity, data, step.interfaces);
}

/** Equal representations are sent once; `order` says for each entity which one is its own, -1 = it has none. */
interface Representations {
  readonly texts: readonly string[];
  readonly order: readonly number[];
}

async function fetchEntities(step: FetchStep, entities: readonly Joined[], running: Running): Promise<void> {
  const representations = representationsOf(step, entities);
  const { texts, order } = representations;
  if (texts.length === 0) return;
  const { data, errors } = await ask(step, texts, running);
  if (errors.length > 0) running.errors.push(...placedAtEntities(step, order, errors, running.data));
  if (data === null) return;
  const found = data['_entities'];
  if (!Array.isArray(found) || found.length !== texts.length) {
    const message = `The system ${step.client.name} did not answer for each of ${texts.length} entities.`;
    const extensions = { code: 'INTERNAL_SERVER_ERROR', subgraph: step.client.name };
    running.errors.push(...placedAtEntities(step, order, [{ message, extensions }], running.data));
    return;
  }
  step.rewrite?.(found);
  for (const [index, entity] of entities.entries()) {
    const told: unknown = found[order[index] ?? -1];
    if (isJoined(told)) mergeInto(entity, told, step.interfaces);
  }
}

function representationsOf({ represent }: FetchStep, entities: readonly Joined[]): Representations {
  const numbers = new Map<string, number>();
  const order = entities.map((entity) => {
    const text = represent === null ? null : represent(entity);
    if (text === null) return -1;
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  });
  return { texts: [...numbers.keys()], order };
}

function ask(step: FetchStep, representations: readonly string[] | null, running: Running): Promise<Told> {
  const { context, repeatable } = running;
  return step.client.ask({
    request: new WrittenRequest(requestText(step, representations, running), step.query, step.operationName),
    kind: step.fetchKind,
    representationsCount: representations?.length ?? 0,
    repeatable,
    principal: context.principal,
    deadlineAtMs: context.deadlineAtMs,
    departure: context.departure,
    span: context.span,
  });
}

function requestText(
  { head, variables: usages }: FetchStep,
  representations: readonly string[] | null,
  { variables }: Running,
): string {
  let text = head;
  let comma = '';
  for (const { name, head: key } of usages) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) continue;
    text += comma + key + JSON.stringify(value);
    comma = ',';
  }
  return representations === null ? `${text}}}` : `${text}${comma}"representations":[${representations.join(',')}]}}`;
}
