import { GraphQLError } from 'graphql';
import type { Logger } from '#kit/observability/log.ts';
import { cleanErrors } from '#kit/server/errors.ts';

/** The errors as a caller gets them, and what the log was told. */
function cleaned(error: GraphQLError) {
  const logged: object[] = [];
  const log = { error: (entry: object) => logged.push(entry) } as unknown as Logger;
  const { errors } = cleanErrors({ data: null, errors: [error] }, 'billing', 'cor_1', log);
  return { errors: JSON.parse(JSON.stringify(errors)), logged };
}

describe('what a subgraph says of a failure', () => {
  it('hides what we broke behind a correlation id, and tells the log', () => {
    const bug = new Error('relation "billing.invoice" does not exist');
    const { errors, logged } = cleaned(new GraphQLError(bug.message, { originalError: bug, path: ['invoice'] }));
    expect(errors).toEqual([
      {
        message: 'This part of the answer could not be made. Try again, or name the correlation id to support.',
        path: ['invoice'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', subgraph: 'billing', retryable: true, correlationId: 'cor_1' },
      },
    ]);
    expect(logged).toEqual([{ err: bug, path: ['invoice'], correlationId: 'cor_1' }]);
  });

  it.each(['BAD_USER_INPUT', 'FORBIDDEN', 'CURSOR_EXPIRED', 'SUBGRAPH_UNAVAILABLE'])(
    'keeps the words of a refusal: %s',
    (code) => {
      const refusal = new GraphQLError('first must be from 1 to 100, not 0.', { extensions: { code }, path: ['a'] });
      const { errors, logged } = cleaned(refusal);
      expect(errors).toEqual([
        {
          message: 'first must be from 1 to 100, not 0.',
          path: ['a'],
          extensions: { code, subgraph: 'billing', retryable: false, correlationId: 'cor_1' },
        },
      ]);
      expect(logged).toEqual([]);
    },
  );

  it('hides a failure with a code of somebody else, such as the database', () => {
    const { errors } = cleaned(new GraphQLError('duplicate key', { extensions: { code: '23505' } }));
    expect(errors[0]).toMatchObject({ extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(JSON.stringify(errors)).not.toContain('duplicate key');
  });

  it('names a document that does not fit the schema as such', () => {
    const { errors } = cleaned(new GraphQLError('Cannot query field "profit" on type "Query".'));
    expect(errors[0]).toMatchObject({
      message: 'Cannot query field "profit" on type "Query".',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', retryable: false },
    });
  });

  it('is nothing when all went well', () => {
    const result = { data: { a: 1 } };
    expect(cleanErrors(result, 'billing', 'cor_1', {} as Logger)).toBe(result);
  });
});
