import { type FormattedExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
import type { Metrics } from '#gateway/edge/metrics.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { Random } from '#kit/runtime/random.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { EventStream } from './event-stream.ts';
import { CURSOR_KEY, RESUME_VARIABLE, SEQUENCE_KEY } from './resumable-operation.ts';
import type { SubscriptionPlan } from './subscription-plan.ts';
import type { OpenUpstream, UpstreamEvents, UpstreamRequest } from './upstream.ts';

export interface LiveSettings {
  readonly plan: SubscriptionPlan;
  /** The client's variables, coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly upstream: UpstreamEvents;
  /** Makes the client's answer of one event. */
  readonly join: (event: FormattedExecutionResult, gone: AbortSignal) => Promise<Answer>;
  /** Called instead of dropping an event, when the client reads too slowly. */
  readonly onLagged: () => void;
  /** Called once, when nothing is open any more. */
  readonly onClosed: () => void;
  readonly eventsBufferedMax: number;
  /** How long a client with a full buffer may read nothing. */
  readonly slowConsumerMs: number;
  readonly timers: Timers;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly log: Logger;
}

interface Position {
  readonly cursor: string;
  readonly sequence: number;
}

/** Events that may wait for their joins and their reader before the upstream is asked to wait too, and when it goes on. */
const PAUSE_AT = 64;
const RESUME_AT = 32;
const ATTEMPTS_MAX = 10;
const FIRST_PAUSE_MS = 100;
const PAUSE_MAX_MS = 5_000;

/**
 * One client's subscription: events in the order they came, each joined with what other subgraphs know. A lost upstream
 * is opened again after the last event that was taken, so that the client sees a pause and neither a gap nor a repeat.
 */
export class LiveSubscription {
  readonly #settings: LiveSettings;
  readonly #gone = new AbortController();
  readonly answers: EventStream<Answer>;
  #upstream: OpenUpstream | null = null;
  #position: Position | null = null;
  #joiningCount = 0;
  #readCount = 0;
  #paused: AbortController | null = null;
  #attempts = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(settings: LiveSettings) {
    this.#settings = settings;
    this.answers = new EventStream(
      () => this.#close(),
      () => {
        this.#readCount += 1;
        this.#goOn();
      },
    );
    this.#open();
  }

  #open(): void {
    const { upstream, principal, plan } = this.#settings;
    this.#upstream = upstream.open(this.#request(), principal, {
      event: (result) => this.#accept(result),
      ended: () => this.#afterAll(() => this.answers.end()),
      refused: (errors) => this.#afterAll(() => this.answers.fail(refusalOf(errors, plan.owner))),
      lost: (cause) => this.#reopen(cause),
    });
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
    if (this.#gone.signal.aborted) return;
    const position = positionOf(result, this.#settings.plan);
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
    this.#deliver(result);
  }

  #deliver(result: FormattedExecutionResult): void {
    this.#joiningCount += 1;
    if (this.#waitingCount > this.#settings.eventsBufferedMax) {
      this.#lag();
      return;
    }
    if (this.#waitingCount >= PAUSE_AT) this.#pause();
    this.#afterAll(async () => {
      const answer = await this.#settings.join(result, this.#gone.signal);
      this.#joiningCount -= 1;
      this.answers.push(answer);
      this.#goOn();
    });
  }

  get #waitingCount(): number {
    return this.#joiningCount + this.answers.bufferedCount;
  }

  /** The log upstream can wait, so a replay may be of any length; a client that reads nothing meanwhile may not stay. */
  #pause(): void {
    this.#upstream?.pause();
    if (this.#paused !== null) return;
    const paused = new AbortController();
    this.#paused = paused;
    void this.#watchReader(AbortSignal.any([paused.signal, this.#gone.signal]));
  }

  #goOn(): void {
    if (this.#paused === null || this.#waitingCount > RESUME_AT) return;
    this.#paused.abort();
    this.#paused = null;
    this.#upstream?.resume();
  }

  async #watchReader(ended: AbortSignal): Promise<void> {
    for (;;) {
      const readBefore = this.#readCount;
      await this.#settings.timers.sleep(this.#settings.slowConsumerMs, ended);
      if (ended.aborted) return;
      if (this.#readCount === readBefore && this.answers.bufferedCount > 0) {
        this.#lag();
        return;
      }
    }
  }

  /** The client is told, and nothing is dropped silently: it resumes from its last cursor. */
  #lag(): void {
    this.#settings.metrics.lagged();
    this.#settings.onLagged();
    void this.answers.return();
  }

  /** One after the other, so that a quick join never overtakes a slow one before it. */
  #afterAll(act: () => void | Promise<void>): void {
    this.#tail = this.#tail
      .then(() => (this.#gone.signal.aborted ? undefined : act()))
      .catch((error: unknown) => {
        this.#settings.log.error({ err: error, correlationId: this.#settings.principal.correlationId }, 'event failed');
        this.answers.fail(error);
      });
  }

  #reopen(cause: string): void {
    const { plan, log, principal, metrics, timers, random } = this.#settings;
    this.#attempts += 1;
    log.warn(
      { subgraph: plan.owner, cause, attempt: this.#attempts, correlationId: principal.correlationId },
      'upstream lost',
    );
    if (plan.upstream.resumeQuery === null || this.#attempts > ATTEMPTS_MAX) {
      this.#afterAll(() => this.answers.fail(lossOf(plan.owner)));
      return;
    }
    const pauseMs = Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** (this.#attempts - 1)) * (0.5 + random.next() / 2);
    void timers.sleep(pauseMs, this.#gone.signal).then(() => {
      if (this.#gone.signal.aborted) return;
      metrics.resumed();
      this.#open();
    });
  }

  #close(): void {
    this.#gone.abort();
    this.#upstream?.close();
    this.#settings.onClosed();
  }
}

function positionOf({ data }: FormattedExecutionResult, { upstream }: SubscriptionPlan): Position | null {
  const event: unknown = data?.[upstream.eventKey];
  if (typeof event !== 'object' || event === null || !(CURSOR_KEY in event) || !(SEQUENCE_KEY in event)) return null;
  const { [CURSOR_KEY]: cursor, [SEQUENCE_KEY]: sequence } = event;
  return typeof cursor === 'string' && typeof sequence === 'number' ? { cursor, sequence } : null;
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
