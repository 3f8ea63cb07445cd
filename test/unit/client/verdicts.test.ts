import type { Judged } from '#client/change.ts';
import type { MutationDocument, QueryDocument } from '#client/document.ts';
import { GraphError, orThrow } from '#client/failure.ts';
import { openGraph } from '#client/graph-client.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';

const read: QueryDocument<{ readonly name: string }, Record<string, never>> = {
  kind: 'query',
  name: 'Read',
  text: 'query Read { name }',
};
const write: MutationDocument<{ readonly act: Judged }, { readonly idempotencyKey: string }> = {
  kind: 'mutation',
  name: 'Write',
  text: 'mutation Write($idempotencyKey: String!) { act }',
};

type Said = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

/** A client whose graph says these, one after the other, over timers that only a test moves. */
function clientTold(said: readonly Said[]) {
  const timers = new FakeTimers(new FixedClock('2026-08-16T00:00:00Z'));
  const asked: unknown[] = [];
  const answer = async (_url: unknown, init?: RequestInit) => {
    asked.push(JSON.parse(String(init?.body)));
    const next = said[asked.length - 1];
    if (next === undefined) {
      const { signal } = init ?? {};
      // Never answers; what is aborted fails as fetch does.
      signal?.throwIfAborted();
      return new Promise<Response>((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    }
    const [status, body, headers = {}] = next;
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });
  };
  const surroundings = { timers, random: () => 1, fetch: answer as typeof fetch };
  return { client: openGraph({ url: 'http://graph.test', token: () => 't', surroundings }), timers, asked };
}

const error = (code: string, more: object = {}) => ({ errors: [{ message: 'No.', extensions: { code, ...more } }] });
const GOOD: Said = [200, { data: { name: 'Acme' } }];

describe('a query', () => {
  it('waits as long as a busy graph says before it is asked again', async () => {
    const { client, timers, asked } = clientTold([
      [429, error('RATE_LIMITED', { retryAfter: 7 }), { 'retry-after': '7' }],
      GOOD,
    ]);
    const answered = client.query(read, {});
    await timers.advance(6_999);
    expect(asked.length).toBe(1);
    await timers.advance(1);
    expect(await answered).toMatchObject({ ok: true });
    expect(asked[1]).toEqual({ operationName: 'Read', query: read.text, variables: {} });
  });

  it('is not asked again when the wait would be longer than its time', async () => {
    const { client } = clientTold([[429, error('RATE_LIMITED'), { 'retry-after': '60' }], GOOD]);
    expect(await client.query(read, {})).toMatchObject({ error: { kind: 'Unavailable', retryAfterMs: 60_000 } });
  });

  it('is given up when its time is over', async () => {
    const { client, timers, asked } = clientTold([]);
    const answered = client.query(read, {});
    await timers.advance(30_000);
    expect(await answered).toMatchObject({ ok: false, error: { kind: 'Unavailable' } });
    expect([asked.length, timers.sleepingCount]).toEqual([1, 0]);
  });

  it('rejects with the reason of a caller who leaves', async () => {
    const { client } = clientTold([]);
    const gone = new AbortController();
    const answered = client.query(read, {}, { signal: gone.signal });
    gone.abort(new Error('the page was left'));
    await expect(answered).rejects.toThrow('the page was left');
  });

  it('leaves no timer behind', async () => {
    const { client, timers } = clientTold([GOOD]);
    await client.query(read, {});
    expect(timers.sleepingCount).toBe(0);
  });

  it.each<[string, Said, object]>([
    ['a document that is not trusted', [400, error('DOCUMENT_NOT_TRUSTED')], { kind: 'Refused' }],
    ['an answer that is none', [200, '<html>'], { kind: 'Refused', problems: [{ code: 'OTHER' }] }],
    [
      'a code of tomorrow',
      [400, error('TOO_EARLY')],
      { kind: 'Refused', problems: [{ code: 'OTHER', codeText: 'TOO_EARLY' }] },
    ],
  ])('is refused for good by %s', async (_what, said, failure) => {
    const { client, asked } = clientTold([said, GOOD]);
    expect(await client.query(read, {})).toMatchObject({ ok: false, error: failure });
    expect(asked.length).toBe(1);
  });
});

describe('a change', () => {
  const variables = { idempotencyKey: 'k' };
  const declined = (code: string) => ({
    data: { act: { userErrors: [{ code, field: ['changes', '0'], message: 'Mend it.' }] } },
  });

  it('that the business declines is a failure, with the field', async () => {
    const { client } = clientTold([[200, declined('STALE_VERSION')]]);
    const result = await client.mutate(write, variables);
    const userErrors = [
      { code: 'STALE_VERSION', codeText: 'STALE_VERSION', field: ['changes', '0'], message: 'Mend it.' },
    ];
    expect(result).toEqual({ ok: false, error: { kind: 'Declined', userErrors } });
    expect(() => orThrow(result)).toThrow(GraphError);
    expect(() => orThrow(result)).toThrow('Declined: Mend it. (STALE_VERSION)');
  });

  it('that is declined with a code of tomorrow says so', async () => {
    const { client } = clientTold([[200, declined('MOON_PHASE')]]);
    expect(await client.mutate(write, variables)).toMatchObject({
      error: { userErrors: [{ code: 'OTHER', codeText: 'MOON_PHASE' }] },
    });
  });

  it.each<[string, string, Said]>([
    ['turned away by its rights', 'Refused', [403, error('FORBIDDEN')]],
    ['turned away as one too many', 'Unavailable', [429, error('RATE_LIMITED'), { 'retry-after': '3' }]],
    ['broken inside', 'OutcomeUnknown', [200, { data: null, ...error('INTERNAL_SERVER_ERROR') }]],
    ['lost behind a proxy', 'OutcomeUnknown', [502, '<html>']],
    ['answered by no graph', 'OutcomeUnknown', [200, '<html>']],
  ])('%s is sent once and told as %s', async (_what, kind, said) => {
    const { client, asked } = clientTold([said, [200, { data: { act: { userErrors: [] } } }]]);
    expect(await client.mutate(write, variables)).toMatchObject({ ok: false, error: { kind } });
    expect(asked.length).toBe(1);
  });

  it('that is not answered in time may have been done', async () => {
    const { client, timers } = clientTold([]);
    const sent = client.mutate(write, variables);
    await timers.advance(30_000);
    expect(await sent).toMatchObject({ error: { kind: 'OutcomeUnknown', idempotencyKey: 'k' } });
  });
});
