import { type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Metrics } from '#gateway/edge/metrics.ts';
import { isOfPosition, RESUME_VARIABLE } from '#gateway/federation/resumable-operation.ts';
import type { OpenUpstream, UpstreamEvents, UpstreamRequest } from '#gateway/federation/upstream.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { Random } from '#kit/runtime/random.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { type Position, positionOf } from './position.ts';
import type { SubscriptionPlan } from './subscription-plan.ts';

/** What a feed tells. After any of the last two nothing more comes. */
export interface FeedSink {
  event(result: FormattedExecutionResult, position: Position | null): void;
  ended(): void;
  failed(error: GraphQLError): void;
}

export interface FeedSettings {
  readonly plan: SubscriptionPlan;
  /** The client's variables, coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Go on behind this; null = as the variables say. */
  readonly start: Position | null;
  readonly principal: Principal;
  readonly upstream: UpstreamEvents;
  readonly sink: FeedSink;
  readonly timers: Timers;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly log: Logger;
}

const ATTEMPTS_MAX = 10;
const FIRST_PAUSE_MS = 100;
const PAUSE_MAX_MS = 5_000;

/**
 * The events of one upstream subscription, each once, in order and without a gap. A lost upstream is opened again behind
 * the last event that was taken, so that whoever follows sees a pause and neither a gap nor a repeat.
 */
export class UpstreamFeed {
  readonly #settings: FeedSettings;
  readonly #closed = new AbortController();
  #upstream: OpenUpstream | null = null;
  #position: Position | null;
  #attempts = 0;

  constructor(settings: FeedSettings) {
    this.#settings = settings;
    this.#position = settings.start;
    this.#open();
  }

  /** At once, and nothing is told after it. */
  close(): void {
    this.#closed.abort();
    this.#upstream?.close();
  }

  pause(): void {
    this.#upstream?.pause();
  }

  resume(): void {
    this.#upstream?.resume();
  }

  #open(): void {
    const { upstream, principal, plan, sink } = this.#settings;
    this.#upstream = upstream.open(this.#request(), principal, {
      event: (result) => this.#accept(result),
      ended: () => this.#unlessClosed(() => sink.ended()),
      refused: (errors) => this.#unlessClosed(() => sink.failed(refusalOf(errors, plan.owner))),
      lost: (cause) => this.#reopen(cause),
    });
  }

  #unlessClosed(tell: () => void): void {
    if (!this.#closed.signal.aborted) tell();
  }

  #request(): UpstreamRequest {
    const { plan, variables } = this.#settings;
    const { query, resumeQuery, operationName } = plan.upstream;
    const usages = plan.variableUsages.filter((name) => Object.hasOwn(variables, name));
    const given = Object.fromEntries(usages.map((name) => [name, variables[name]]));
    if (this.#position === null || resumeQuery === null) return { query, variables: given, operationName };
    return { query: resumeQuery, variables: { ...given, [RESUME_VARIABLE]: this.#position.cursor }, operationName };
  }

  #accept(result: FormattedExecutionResult): void {
    if (this.#closed.signal.aborted) return;
    const { plan, sink } = this.#settings;
    const position = positionOf(result, plan.upstream.eventKey);
    if (position !== null && this.#position !== null) {
      // What came before the loss may come once more after it.
      if (position.sequence <= this.#position.sequence) return;
      if (position.sequence > this.#position.sequence + 1) {
        this.#upstream?.close();
        this.#reopen(`sequence ${position.sequence} after ${this.#position.sequence}`);
        return;
      }
    }
    this.#position = position ?? this.#position;
    this.#attempts = 0;
    sink.event(withoutPositionErrors(result), position);
  }

  #reopen(cause: string): void {
    if (this.#closed.signal.aborted) return;
    const { plan, log, principal, metrics, timers, random, sink } = this.#settings;
    this.#attempts += 1;
    log.warn(
      { subgraph: plan.owner, cause, attempt: this.#attempts, correlationId: principal.correlationId },
      'upstream lost',
    );
    if (plan.upstream.resumeQuery === null || this.#attempts > ATTEMPTS_MAX) {
      sink.failed(lossOf(plan.owner));
      return;
    }
    const pauseMs = Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** (this.#attempts - 1)) * (0.5 + random.next() / 2);
    void timers.sleep(pauseMs, this.#closed.signal).then(() => {
      if (this.#closed.signal.aborted) return;
      metrics.resumed();
      this.#open();
    });
  }
}

/** What the owner could not say of what is asked for beside the client's own fields is missing there, and told to nobody. */
function withoutPositionErrors(result: FormattedExecutionResult): FormattedExecutionResult {
  if (result.errors?.some(isOfPosition) !== true) return result;
  const { errors, ...rest } = result;
  const own = errors.filter((error) => !isOfPosition(error));
  return own.length === 0 ? rest : { ...rest, errors: own };
}

function refusalOf(errors: readonly GraphQLFormattedError[], owner: string): GraphQLError {
  const [first] = errors;
  const extensions = { ...first?.extensions, subgraph: owner };
  return new GraphQLError(first?.message ?? 'The subscription was refused.', { extensions });
}

function lossOf(owner: string): GraphQLError {
  return new GraphQLError(`The system ${owner} did not answer. Subscribe again from the last cursor.`, {
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: owner, retryable: true },
  });
}
