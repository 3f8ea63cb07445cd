import { z } from 'zod';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { GraphqlRequest } from './graphql-server.ts';
import type { Refusal } from './refusal.ts';

const envelope = z.object({
  query: z.string().min(1),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});

/** The envelope of a GraphQL request, the same over HTTP and over a socket. A list of them is refused. */
export function graphqlRequest(body: unknown): Result<GraphqlRequest, Refusal> {
  if (Array.isArray(body)) return fail({ code: 'BAD_REQUEST', message: 'Send one operation a request, not a list.' });
  const read = envelope.safeParse(body);
  if (!read.success) {
    const message = 'The body needs query as text, and may have operationName as text and variables as an object.';
    return fail({ code: 'BAD_REQUEST', message });
  }
  const { query, operationName, variables } = read.data;
  return ok({ query, operationName: operationName ?? null, variables: variables ?? {} });
}
