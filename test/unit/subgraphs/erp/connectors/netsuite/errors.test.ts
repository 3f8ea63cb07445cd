import { fromNetSuiteRefusal, fromTokenRefusal, mayBeAboutThePeriod } from '#erp/connectors/netsuite/errors.ts';

const NOW = new Date('2026-08-16T09:00:00Z');
const READ = { connection: 'netsuite-main', key: null, subject: 'invoice inv:1' };
const WRITE = { ...READ, key: 'op_1:postInvoice' };

function refusal(status: number, detail: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const text = JSON.stringify({
    status,
    'o:errorDetails': [{ detail: 'No.', 'o:errorCode': 'USER_ERROR', ...detail }],
  });
  return { status, headers, text };
}

describe('a refusal of NetSuite', () => {
  it.each([
    ['a limit is worth waiting for', 429, WRITE, { kind: 'RateLimited', retryAfterMs: 2000 }],
    ['an ended token', 401, WRITE, { kind: 'CredentialsExpired', connection: 'netsuite-main' }],
    ['a failed write is in doubt', 500, WRITE, { kind: 'OutcomeUnknown', key: 'op_1:postInvoice' }],
    ['a failed read did nothing', 503, READ, { kind: 'Unavailable', status: 503 }],
    ['a missing record', 404, READ, { kind: 'NotFound', externalId: 'invoice inv:1' }],
    ['a record that was changed', 412, WRITE, { kind: 'VersionConflict', externalId: 'invoice inv:1' }],
  ])('%s', (_title, status, asked, error) => {
    expect(fromNetSuiteRefusal(refusal(status), asked, NOW)).toEqual(error);
  });

  it('names the field and the reason', () => {
    const answer = refusal(400, { 'o:errorCode': 'INVALID_CONTENT', 'o:errorPath': 'item.items[0].item' });
    expect(fromNetSuiteRefusal(answer, WRITE, NOW)).toEqual({
      kind: 'Rejected',
      code: 'INVALID_CONTENT',
      field: 'item.items[0].item',
      detail: 'No.',
    });
  });

  it('is a refusal also in a form that nobody documented', () => {
    expect(fromNetSuiteRefusal({ status: 400, headers: {}, text: '<html>' }, WRITE, NOW)).toMatchObject({
      kind: 'Rejected',
      code: 'HTTP_400',
    });
  });

  it('keeps to the time that the vendor names', () => {
    expect(fromNetSuiteRefusal(refusal(429, {}, { 'retry-after': '7' }), READ, NOW)).toMatchObject({
      retryAfterMs: 7000,
    });
  });

  it('of a token needs a person, and its failure is none of a write', () => {
    const oauth = { status: 400, headers: {}, text: '{"error":"invalid_grant"}' };
    expect(fromTokenRefusal(oauth, WRITE, NOW)).toMatchObject({ kind: 'CredentialsExpired' });
    expect(fromTokenRefusal(refusal(500), WRITE, NOW)).toEqual({ kind: 'Unavailable', status: 500 });
  });

  it('may be about the period when it is of the general kind, whatever its language', () => {
    const rejected = { kind: 'Rejected', code: 'USER_ERROR', field: null, detail: 'Periode geschlossen' } as const;
    expect(mayBeAboutThePeriod(rejected)).toBe(true);
    expect(mayBeAboutThePeriod({ ...rejected, code: 'INVALID_CONTENT' })).toBe(false);
    expect(mayBeAboutThePeriod({ ...rejected, code: 'INVALID_CONTENT', field: 'postingPeriod' })).toBe(true);
    expect(mayBeAboutThePeriod({ kind: 'Unavailable', status: 500 })).toBe(false);
  });
});
