import { MockAgent } from 'undici';
import type { Pacer } from '#kit/transport/pacer.ts';
import { callVendor, lostCall, overLine, retryAfterMs } from '#kit/transport/vendor-http.ts';
import { fail, ok } from '#schema/errors/result.ts';

const VENDOR = 'https://vendor.example';
const NOW = new Date('2026-08-16T09:00:00Z');

const withCode = (code: string) => Object.assign(new Error(code), { code });

describe('a call to a vendor', () => {
  let agent: MockAgent;
  beforeEach(() => {
    agent = new MockAgent();
    agent.disableNetConnect();
  });
  afterEach(() => agent.close());

  it.each([200, 404, 429, 500])('takes status %i for an answer, whatever it means', async (status) => {
    agent.get(VENDOR).intercept({ path: '/v1/invoices', method: 'POST' }).reply(status, '{"id":"in_1"}');
    const call = { method: 'POST', url: `${VENDOR}/v1/invoices`, body: '{}', key: 'op_1:erp' } as const;
    await expect(callVendor(call, {}, agent)).resolves.toMatchObject({
      ok: true,
      value: { status, text: '{"id":"in_1"}' },
    });
  });

  it('sends what it was given: headers and body, once', async () => {
    let sent: unknown = null;
    agent
      .get(VENDOR)
      .intercept({ path: '/v1/invoices', method: 'POST' })
      .reply(200, ({ headers, body }) => {
        sent = { headers, body };
        return '';
      });
    const headers = { 'idempotency-key': 'op_1:erp' };
    const call = { method: 'POST', url: `${VENDOR}/v1/invoices`, headers, body: '{"a":1}', key: 'op_1:erp' } as const;
    await callVendor(call, {}, agent);
    expect(sent).toEqual({ headers, body: '{"a":1}' });
    expect(agent.pendingInterceptors()).toEqual([]);
  });

  it('that wrote and was cut off is in doubt, and is not repeated', async () => {
    agent
      .get(VENDOR)
      .intercept({ path: '/v1/invoices', method: 'POST' })
      .replyWithError(withCode('ECONNRESET'))
      .times(2);
    const call = { method: 'POST', url: `${VENDOR}/v1/invoices`, key: 'op_1:erp' } as const;
    await expect(callVendor(call, {}, agent)).resolves.toEqual({
      ok: false,
      error: { kind: 'OutcomeUnknown', key: 'op_1:erp' },
    });
    expect(agent.pendingInterceptors()).toHaveLength(1);
  });
});

describe('a call that is counted', () => {
  const counted = async (reply: () => ReturnType<typeof callVendor>, pacer?: Pacer) => {
    const told: string[] = [];
    const line = { counted: (outcome: string) => told.push(outcome), ...(pacer === undefined ? {} : { pacer }) };
    await overLine(line, { method: 'POST', url: '/v1/invoices' }, reply);
    return told;
  };
  const answered = (status: number) => () => Promise.resolve(ok({ status, headers: {}, text: '' }));

  it.each([
    [200, 'ok'],
    [302, 'ok'],
    [404, 'rejected'],
    [429, 'rate_limited'],
    [503, 'failed'],
  ])('with status %i is %s', async (status, outcome) => {
    expect(await counted(answered(status))).toEqual([outcome]);
  });

  it('is in doubt, was never made, or was held back', async () => {
    expect(await counted(() => Promise.resolve(fail({ kind: 'OutcomeUnknown', key: 'k' })))).toEqual(['in_doubt']);
    expect(await counted(() => Promise.resolve(fail({ kind: 'Unavailable', status: null })))).toEqual(['unavailable']);
    const full: Pacer = {
      run: () => Promise.resolve(fail({ kind: 'RateLimited', retryAfterMs: 1 })),
      holdBack: () => Promise.resolve(),
    };
    expect(await counted(answered(200), full)).toEqual(['held_back']);
  });
});

describe('a call without an answer', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    'did nothing when it never left: %s',
    (code) => {
      expect(lostCall(withCode(code), 'op_1:erp')).toEqual({ kind: 'Unavailable', status: null });
    },
  );

  it.each(['ECONNRESET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_SOCKET', 'of tomorrow'])(
    'is in doubt when it wrote and may have arrived: %s',
    (code) => {
      expect(lostCall(withCode(code), 'op_1:erp')).toEqual({ kind: 'OutcomeUnknown', key: 'op_1:erp' });
    },
  );

  it('finds the cause behind what the client wraps around it', () => {
    const wrapped = new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') });
    expect(lostCall(wrapped, 'op_1:erp')).toEqual({ kind: 'Unavailable', status: null });
  });

  it('that only read may be made again', () => {
    expect(lostCall(withCode('ECONNRESET'), null)).toEqual({ kind: 'Unavailable', status: null });
  });
});

describe('how long a vendor asks us to wait', () => {
  it.each([
    ['in seconds', '120', 120_000],
    ['until a date', 'Sun, 16 Aug 2026 09:00:30 GMT', 30_000],
    ['until a date that has passed', 'Sun, 16 Aug 2026 08:00:00 GMT', 0],
    ['in words', 'soon', 5_000],
    ['not at all', undefined, 5_000],
    ['emptily', '', 5_000],
  ])('is told %s', (_how, header, expectedMs) => {
    expect(retryAfterMs(header, NOW, 5_000)).toBe(expectedMs);
  });

  it('is the first word of a header that came twice', () => {
    expect(retryAfterMs(['2', '60'], NOW, 5_000)).toBe(2_000);
  });
});
