import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type FormattedExecutionResult, GraphQLError } from 'graphql';
import { withMasked } from '#gateway/auth/masked-answer.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import type { Logger } from '#kit/observability/log.ts';
import { withCost } from './answer-cost.ts';
import { type Answer, codesOf, type ErrorRules, presentable, presentableError } from './answer-errors.ts';
import type { Admitted } from './guards.ts';
import type { RequestContext } from './request-context.ts';

/** A GraphQL request body that has passed the guards. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface AdmittedRequest extends GraphqlRequest {
  /** What of the query runs. */
  readonly admitted: Pick<Admitted, 'text' | 'masked' | 'price'>;
}

export interface GraphqlAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Of the errors in the body, each one. */
  readonly codes: readonly string[];
}

/** Runs queries and mutations through Apollo Server over the supergraph. Never rejects for what a client sent. */
export interface GraphqlServer {
  execute(request: AdmittedRequest, accept: string | undefined, context: RequestContext): Promise<GraphqlAnswer>;
  stop(): Promise<void>;
}

const VALIDATION_ERRORS_MAX = 3;

export interface GraphqlServerSettings {
  readonly introspection: boolean;
  readonly errors: ErrorRules;
  readonly log: Logger;
}

export async function startGraphqlServer(
  { gateway }: OpenSupergraph,
  { introspection, errors, log }: GraphqlServerSettings,
): Promise<GraphqlServer> {
  const server = new ApolloServer<RunningRequest>({
    gateway,
    // Of the process's own NODE_ENV nothing may depend here: neither stacks in errors nor introspection.
    nodeEnv: 'production',
    introspection,
    hideSchemaDetailsFromClientErrors: !errors.suggestions,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    // More are not looked for: a small document can have very many.
    validationOptions: { maxErrors: VALIDATION_ERRORS_MAX },
    formatError: (error) => presentableError(error, '', errors),
    logger: log,
    plugins: [
      answersPlugin(errors, log),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
    ],
  });
  await server.start();
  return {
    execute: async ({ admitted, operationName, variables }, accept, context) => {
      const codes: string[] = [];
      const response = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: 'POST',
          headers: new HeaderMap([
            ['content-type', 'application/json'],
            ['accept', accept ?? 'application/json'],
          ]),
          search: '',
          body: { query: admitted.text, variables, ...(operationName === null ? {} : { operationName }) },
        },
        context: () => Promise.resolve({ ...context, codes, admitted, variables }),
      });
      // Only incremental delivery comes in chunks, and that is refused before.
      if (response.body.kind !== 'complete') throw new Error('An answer in chunks');
      return {
        status: response.status ?? 200,
        contentType: response.headers.get('content-type') ?? 'application/json; charset=utf-8',
        body: response.body.string,
        codes,
      };
    },
    stop: () => server.stop(),
  };
}

/** A request with what is noted of it on its way. */
interface RunningRequest extends RequestContext {
  /** Of the errors that the client is told. */
  readonly codes: string[];
  readonly admitted: AdmittedRequest['admitted'];
  readonly variables: GraphqlRequest['variables'];
}

/** What clients see of an answer, and what only the log sees of it. */
function answersPlugin(rules: ErrorRules, log: Logger): ApolloServerPlugin<RunningRequest> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue }) => {
          const { correlationId } = contextValue.principal;
          log.info({ errors: errors.map(loggedError), correlationId }, 'answered with errors');
          return Promise.resolve();
        },
        willSendResponse: ({ response, errors, contextValue }) => {
          const { body, http } = response;
          // A failure of ours is told inside an ordinary answer; what the planner finds wrong is the document's fault.
          if (http.status === 500) http.status = errors?.some(isPlannersRefusal) === true ? 400 : 200;
          if (body.kind === 'single') {
            const { admitted, variables } = contextValue;
            const whole = withCost(
              withMasked(body.singleResult, admitted.masked),
              admitted.price,
              variables,
              contextValue,
            );
            const answer = presentable(whole, contextValue.principal.correlationId, rules);
            contextValue.codes.push(...codesOf(answer));
            body.singleResult = formatted(answer);
          }
          return Promise.resolve();
        },
      }),
  };
}

/** What a client did wrong is told by its code only: the message quotes the document or the variables. */
function loggedError({ path, extensions, originalError }: GraphQLError) {
  const { code, subgraph } = extensions;
  const isOurs = originalError !== undefined && !(originalError instanceof GraphQLError);
  return { code, subgraph, path, ...(isOurs ? { error: originalError } : {}) };
}

/** Its rules are those of an older edition of the language than validation's. */
function isPlannersRefusal({ extensions }: GraphQLError): boolean {
  return extensions['code'] === 'INVALID_GRAPHQL';
}

function formatted({ data, errors, extensions }: Answer): FormattedExecutionResult {
  return {
    ...(data === undefined ? {} : { data: data as Record<string, unknown> | null }),
    ...(errors === undefined ? {} : { errors }),
    ...(extensions === undefined ? {} : { extensions: { ...extensions } }),
  };
}
