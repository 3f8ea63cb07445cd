import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { type FragmentDefinitionNode, type GraphQLFormattedError, Kind } from 'graphql';
import type { FetchKind, Metrics } from '#gateway/edge/metrics.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { Logger } from '#kit/observability/log.ts';
import { type Span, startSpan } from '#kit/observability/trace.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Random } from '#kit/runtime/random.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { isOneObjectType, placed, placesOf } from './answer-places.ts';
import { Breaker } from './breaker.ts';
import { type Exchange, exchange, isRetryable, type Outcome } from './exchange.ts';
import { RetryBudget } from './retry-budget.ts';
import type { SubgraphCall, SubgraphTransport } from './subgraph-transport.ts';

export interface SubgraphDataSourceSettings {
  readonly name: string;
  readonly transport: SubgraphTransport;
  /** For one attempt; the rest of the request's own time is a second bound. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly log: Logger;
}

type Process = GraphQLDataSourceProcessOptions<RequestContext>;
type Response = Awaited<ReturnType<GraphQLDataSource<RequestContext>['process']>>;

const RETRY_PAUSE_MS = 50;

/**
 * One subgraph as the plan executor sees it. Failures are answers with errors that have a place, a code, the subgraph's
 * name and `retryable`; nothing is thrown. Queries are repeated once when no answer came; mutations never.
 */
export class SubgraphDataSource implements GraphQLDataSource<RequestContext> {
  readonly #settings: SubgraphDataSourceSettings;
  readonly #breaker: Breaker;
  readonly #retries = new RetryBudget();

  constructor(settings: SubgraphDataSourceSettings) {
    this.#settings = settings;
    this.#breaker = new Breaker(settings.clock);
  }

  async process(options: Process): Promise<Response> {
    if (!('incomingRequestContext' in options)) throw new Error('Only operations of clients are sent to subgraphs');
    const kind = fetchKindOf(options);
    const span = startSpan('subgraph fetch', options.context.span, 'client', {
      'revgraph.subgraph': this.#settings.name,
      'revgraph.fetch_kind': kind,
    });
    const exchanged = this.#exchange(options, span);
    const repeatable = options.incomingRequestContext.operation.operation !== 'mutation';
    const outcome = await this.#ask(exchanged, repeatable, kind);
    if (span.isRecorded) tellFetch(span, outcome, options);
    span.end();
    return this.#answer(outcome, exchanged, options);
  }

  #exchange({ request, context }: Process, span: Span): Exchange {
    const { timeoutMs, clock, timers, transport } = this.#settings;
    const query = request.query ?? '';
    const kind = /^\s*mutation\b/.test(query) ? 'mutation' : 'query';
    const { principal, deadlineAtMs, clientGone } = context;
    return {
      call: {
        query,
        variables: request.variables ?? {},
        operationName: request.operationName ?? null,
        kind,
        principal,
        trace: span.headers(),
      },
      transport,
      timers,
      timeoutMs: () => Math.min(timeoutMs, deadlineAtMs - clock.now().getTime()),
      // Whether a mutation took place is worth knowing even when its client went away.
      abandoned: kind === 'query' ? clientGone : null,
    };
  }

  /** `repeatable`: of the client's operation. Behind a mutation not even a query is sent twice. */
  async #ask(exchanged: Exchange, repeatable: boolean, kind: FetchKind): Promise<Outcome> {
    this.#retries.earn();
    const first = await this.#attempt(exchanged, kind);
    if (!repeatable || !isRetryable(first)) return first;
    const pauseMs = Math.max(first.retryAfterMs ?? 0, RETRY_PAUSE_MS * (1 + this.#settings.random.next()));
    if (exchanged.timeoutMs() <= pauseMs || !this.#retries.spend()) return first;
    await this.#settings.timers.sleep(pauseMs, exchanged.abandoned ?? undefined);
    this.#settings.metrics.fetched(this.#settings.name, 'retried', 0, kind);
    return this.#attempt(exchanged, kind);
  }

  async #attempt(exchanged: Exchange, kind: FetchKind): Promise<Outcome> {
    const { name, clock, metrics, log } = this.#settings;
    if (!this.#breaker.admits()) {
      metrics.fetched(name, 'refused', 0, kind);
      return { kind: 'BREAKER_OPEN', retryAfterMs: this.#breaker.retryAfterMs };
    }
    const startedAtMs = clock.now().getTime();
    const outcome = await exchange(exchanged);
    this.#record(outcome);
    const answered = outcome.kind === 'ANSWER';
    metrics.fetched(name, answered ? 'ok' : 'failed', (clock.now().getTime() - startedAtMs) / 1000, kind);
    if (!answered)
      log.warn({ subgraph: name, outcome, correlationId: exchanged.call.principal.correlationId }, 'fetch failed');
    return outcome;
  }

  #record(outcome: Outcome): void {
    if (outcome.kind === 'ABANDONED') this.#breaker.abandoned();
    else if (outcome.kind === 'ANSWER' || outcome.kind === 'TOO_LARGE') this.#breaker.succeeded();
    else this.#breaker.failed();
  }

  #answer(outcome: Outcome, { call }: Exchange, options: Process): Response {
    const errors = outcome.kind === 'ANSWER' ? outcome.errors : [this.#failure(outcome, call)];
    if (errors.length === 0) return { data: outcome.kind === 'ANSWER' ? outcome.data : null };
    const numbered = hasNumberedPlaces(options);
    const places = placesOf(call.query, call.variables, numbered);
    const named = errors.map((error) => ({
      ...error,
      extensions: { ...error.extensions, subgraph: this.#settings.name },
    }));
    return { data: outcome.kind === 'ANSWER' ? outcome.data : null, errors: [...placed(named, places, numbered)] };
  }

  #failure(
    outcome: Exclude<Outcome, { readonly kind: 'ANSWER' }>,
    call: Pick<SubgraphCall, 'kind'>,
  ): GraphQLFormattedError {
    const { name } = this.#settings;
    if (outcome.kind === 'TOO_LARGE') {
      const message = `The part of the answer that comes from ${name} is too large: ask for fewer rows or fields.`;
      return { message, extensions: { code: 'QUERY_LIMIT_EXCEEDED', retryable: false } };
    }
    const advice =
      call.kind === 'mutation'
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

function fetchKindOf({ request }: Process): FetchKind {
  if (Array.isArray(request.variables?.['representations'])) return 'entities';
  return /^\s*mutation\b/.test(request.query ?? '') ? 'mutation' : 'query';
}

function tellFetch(span: Span, outcome: Outcome, { request }: Process): void {
  const representations: unknown = request.variables?.['representations'];
  if (Array.isArray(representations)) span.set({ 'revgraph.representations': representations.length });
  if (outcome.kind !== 'ANSWER') span.fail(outcome.kind);
}

function hasNumberedPlaces(options: Process): boolean {
  if (!('incomingRequestContext' in options)) return false;
  const { schema, operation, document } = options.incomingRequestContext;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  return isOneObjectType(schema, operation, fragments, options.pathInIncomingRequest ?? []);
}
