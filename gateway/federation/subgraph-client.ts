import type { GraphQLFormattedError } from 'graphql';
import type { FetchKind, Metrics } from '#gateway/edge/metrics.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Logger } from '#kit/observability/log.ts';
import { type Span, startSpan } from '#kit/observability/trace.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Random } from '#kit/runtime/random.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { Breaker } from './breaker.ts';
import type { Deadlines } from './deadlines.ts';
import type { Departure } from './departure.ts';
import { exchange, isRetryable, type Outcome, type Retryable } from './exchange.ts';
import { RetryBudget } from './retry-budget.ts';
import type { SubgraphCall, SubgraphRequest, SubgraphTransport } from './subgraph-transport.ts';

export interface SubgraphClientSettings {
  readonly name: string;
  readonly transport: SubgraphTransport;
  /** For one attempt; the rest of the request's own time is a second bound. */
  readonly timeoutMs: number;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** What one operation asks of one subgraph. */
export interface Ask {
  readonly request: SubgraphRequest;
  readonly kind: FetchKind;
  /** Entities that are asked for; 0 = it asks for none by their keys. */
  readonly representationsCount: number;
  /** False behind a mutation: there not even a query is sent twice. */
  readonly repeatable: boolean;
  readonly principal: Principal;
  /** Instant after which no answer is worth waiting for. */
  readonly deadlineAtMs: number;
  /** The client of the operation. A mutation is not given up with it: whether it took place is worth knowing. */
  readonly departure: Departure;
  readonly span: Span;
}

/** What a subgraph answered or did not; every error names the subgraph, and none has a place in the client's answer yet. */
export interface Told {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLFormattedError[];
}

const RETRY_PAUSE_MS = 50;
const NO_ERRORS: readonly GraphQLFormattedError[] = [];

/**
 * One subgraph as plans ask it. Failures are errors with a code, the subgraph's name and `retryable`; nothing is thrown.
 * Queries are repeated once when no answer came; mutations never.
 */
export class SubgraphClient {
  readonly #settings: SubgraphClientSettings;
  readonly #breaker: Breaker;
  readonly #retries = new RetryBudget();

  constructor(settings: SubgraphClientSettings) {
    this.#settings = settings;
    this.#breaker = new Breaker(settings.clock);
  }

  get name(): string {
    return this.#settings.name;
  }

  async ask(ask: Ask): Promise<Told> {
    const span = this.#startSpan(ask);
    this.#retries.earn();
    const first = await this.#attempt(ask, span);
    const again = ask.repeatable && ask.kind !== 'mutation' && isRetryable(first);
    const outcome = again ? await this.#askAgain(ask, span, first) : first;
    if (outcome.kind !== 'ANSWER' && span.isRecorded) span.fail(outcome.kind);
    span.end();
    if (outcome.kind !== 'ANSWER') return { data: null, errors: [this.#named(this.#failure(outcome, ask))] };
    const { data, errors } = outcome;
    return { data, errors: this.named(errors) };
  }

  /** As told by this subgraph. */
  named(errors: readonly GraphQLFormattedError[]): readonly GraphQLFormattedError[] {
    return errors.length === 0 ? NO_ERRORS : errors.map((error) => this.#named(error));
  }

  #startSpan({ span, kind, representationsCount }: Ask): Span {
    if (!span.isRecorded) return span;
    return startSpan('subgraph fetch', span, 'client', {
      'revgraph.subgraph': this.#settings.name,
      'revgraph.fetch_kind': kind,
      ...(representationsCount === 0 ? {} : { 'revgraph.representations': representationsCount }),
    });
  }

  /** The first outcome where no time or no budget is left. */
  async #askAgain(ask: Ask, span: Span, first: Retryable): Promise<Outcome> {
    const { name, clock, timers, random, metrics } = this.#settings;
    const pauseMs = Math.max(first.retryAfterMs ?? 0, RETRY_PAUSE_MS * (1 + random.next()));
    if (this.#untilMs(ask) - clock.now().getTime() <= pauseMs || !this.#retries.spend()) return first;
    const left = new AbortController();
    const leave = () => left.abort();
    ask.departure.watch(leave);
    await timers.sleep(pauseMs, left.signal);
    ask.departure.forget(leave);
    metrics.fetched(name, 'retried', 0, ask.kind);
    if (span.isRecorded) span.set({ 'revgraph.retries': 1 });
    return this.#attempt(ask, span);
  }

  /** Of an attempt that starts now. */
  #untilMs({ deadlineAtMs }: Ask): number {
    return Math.min(deadlineAtMs, this.#settings.clock.now().getTime() + this.#settings.timeoutMs);
  }

  async #attempt(ask: Ask, span: Span): Promise<Outcome> {
    const { name, clock, metrics, log } = this.#settings;
    if (!this.#breaker.admits()) {
      metrics.fetched(name, 'refused', 0, ask.kind);
      return { kind: 'BREAKER_OPEN', retryAfterMs: this.#breaker.retryAfterMs };
    }
    const startedAtMs = clock.now().getTime();
    const outcome = await this.#exchange(ask, span, startedAtMs);
    this.#record(outcome);
    const answered = outcome.kind === 'ANSWER';
    metrics.fetched(name, answered ? 'ok' : 'failed', (clock.now().getTime() - startedAtMs) / 1000, ask.kind);
    if (!answered) {
      log.warn({ subgraph: name, outcome, correlationId: ask.principal.correlationId }, 'fetch failed');
    }
    return outcome;
  }

  #exchange(ask: Ask, span: Span, nowMs: number): Outcome | Promise<Outcome> {
    const { request, principal, departure } = ask;
    const { transport, deadlines } = this.#settings;
    const kind = ask.kind === 'mutation' ? 'mutation' : 'query';
    const waiting = kind === 'query' ? departure : null;
    const untilMs = this.#untilMs(ask);
    if (untilMs <= nowMs || waiting?.isOver === true) return { kind: 'ABANDONED' };
    const call: SubgraphCall = { request, kind, principal, trace: span.headers(), cancel: null };
    return exchange({ call, transport, deadlines, untilMs, departure: waiting });
  }

  #record(outcome: Outcome): void {
    if (outcome.kind === 'ABANDONED') this.#breaker.abandoned();
    else if (outcome.kind === 'ANSWER' || outcome.kind === 'TOO_LARGE') this.#breaker.succeeded();
    else this.#breaker.failed();
  }

  #named(error: GraphQLFormattedError): GraphQLFormattedError {
    return { ...error, extensions: { ...error.extensions, subgraph: this.#settings.name } };
  }

  #failure(outcome: Exclude<Outcome, { readonly kind: 'ANSWER' }>, { kind }: Ask): GraphQLFormattedError {
    const { name } = this.#settings;
    if (outcome.kind === 'TOO_LARGE') {
      const message = `The part of the answer that comes from ${name} is too large: ask for fewer rows or fields.`;
      return { message, extensions: { code: 'QUERY_LIMIT_EXCEEDED', retryable: false } };
    }
    const advice =
      kind === 'mutation'
        ? 'Whether it took place is not known: send it again with the same idempotencyKey.'
        : 'Try again.';
    const retryAfter =
      'retryAfterMs' in outcome && outcome.retryAfterMs !== undefined ? Math.ceil(outcome.retryAfterMs / 1000) : null;
    return {
      message: `The system ${name} did not answer. ${advice}`,
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true, ...(retryAfter === null ? {} : { retryAfter }) },
    };
  }
}
