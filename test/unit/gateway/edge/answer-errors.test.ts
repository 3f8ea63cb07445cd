import type { GraphQLFormattedError } from 'graphql';
import { presentable, presentableError } from '#gateway/edge/answer-errors.ts';

const error = (code: string, extensions: Record<string, unknown> = {}): GraphQLFormattedError => ({
  message: 'insert into ledger failed on 10.0.0.7',
  path: ['customer'],
  extensions: { code, stacktrace: ['at db.ts'], ...extensions },
});

describe('errors on their way out', () => {
  it.each(['INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR', 'ECONNREFUSED', 'SOMETHING_NEW'])(
    'are masked for %s',
    (code) => {
      expect(presentableError(error(code, { serviceName: 'crm' }), 'story-0001')).toEqual({
        message: 'Something failed on our side. Try again, or name the correlation id to support.',
        path: ['customer'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', subgraph: 'crm', retryable: false, correlationId: 'story-0001' },
      });
    },
  );

  it('keep the words of a refusal that was written for the client', () => {
    const refusal = {
      message: 'first must lie within 1 and 100.',
      extensions: { code: 'BAD_USER_INPUT', serviceName: 'crm' },
    };
    expect(presentableError(refusal, 'story-0001')).toEqual({
      message: 'first must lie within 1 and 100.',
      extensions: { code: 'BAD_USER_INPUT', subgraph: 'crm', retryable: false, correlationId: 'story-0001' },
    });
  });

  it('blame the client for its own document only, not for one that we wrote', () => {
    expect(presentableError(error('GRAPHQL_VALIDATION_FAILED'), 'c').extensions?.['code']).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    expect(presentableError(error('GRAPHQL_VALIDATION_FAILED', { subgraph: 'crm' }), 'c').extensions?.['code']).toBe(
      'INTERNAL_SERVER_ERROR',
    );
  });

  it('come out the same when they pass the door twice', () => {
    const once = presentableError(error('DOWNSTREAM_SERVICE_ERROR', { serviceName: 'crm' }), 'c');
    expect(presentableError(once, 'c')).toEqual(once);
  });

  it('are at most 20, and the last one says how many were left out', () => {
    const errors = Array.from({ length: 25 }, () =>
      error('SUBGRAPH_UNAVAILABLE', { subgraph: 'crm', retryable: true }),
    );
    const answer = presentable({ data: { customer: null }, errors }, 'c');
    expect(answer.errors).toHaveLength(20);
    expect(answer.errors?.at(-1)?.message).toMatch(/\(5 more errors were left out\.\)$/);
    expect(presentable({ data: {}, errors: errors.slice(0, 20) }, 'c').errors?.at(-1)?.message).not.toMatch(/left out/);
  });

  it('are at most 3 when nothing was executed', () => {
    expect(presentable({ errors: Array.from({ length: 4 }, () => error('BAD_REQUEST')) }, 'c').errors).toHaveLength(3);
  });

  it('include the nulls that nobody explained', () => {
    const answer = presentable(
      { data: { a: null }, extensions: { valueCompletion: [{ message: 'x', path: ['a', 'b'] }], cost: 1 } },
      'c',
    );
    expect(answer.errors).toEqual([
      {
        message: 'A system answered nothing where its schema promises a value.',
        path: ['a', 'b'],
        extensions: { code: 'VALUE_COMPLETION', retryable: false, correlationId: 'c' },
      },
    ]);
    expect(answer.extensions).toEqual({ cost: 1 });
  });

  it('name the list when the place in it is not known', () => {
    const placed = presentableError({ ...error('SUBGRAPH_UNAVAILABLE'), path: ['nodes', '@', 'customer'] }, 'c');
    expect(placed.path).toEqual(['nodes']);
  });
});
