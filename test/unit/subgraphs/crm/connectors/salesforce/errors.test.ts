import {
  fromCompositeParts,
  fromSalesforceRefusal,
  fromTokenRefusal,
  unreadable,
} from '#crm/connectors/salesforce/errors.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const WRITE = { connection: 'main', key: 'op_1:amend', subject: '800A' };
const READ = { ...WRITE, key: null };

const refusal = (status: number, errorCode: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  text: JSON.stringify([{ message: 'no', errorCode, fields: ['Name'] }]),
});

describe('a refusal of Salesforce', () => {
  it.each([
    [
      'a write met a plain 500',
      refusal(500, 'UNKNOWN_EXCEPTION'),
      WRITE,
      { kind: 'OutcomeUnknown', key: 'op_1:amend' },
    ],
    ['a read met a plain 500', refusal(500, 'UNKNOWN_EXCEPTION'), READ, { kind: 'Unavailable', status: 500 }],
    [
      'a write met a 502 that is no JSON',
      { status: 502, headers: {}, text: '<html>' },
      WRITE,
      { kind: 'OutcomeUnknown' },
    ],
    [
      'the limit of the day was reached',
      refusal(403, 'REQUEST_LIMIT_EXCEEDED'),
      WRITE,
      { kind: 'RateLimited', retryAfterMs: 30_000 },
    ],
    [
      'it says how long to wait',
      refusal(403, 'REQUEST_LIMIT_EXCEEDED', { 'retry-after': '7' }),
      WRITE,
      { kind: 'RateLimited', retryAfterMs: 7000 },
    ],
    ['a row was locked', refusal(400, 'UNABLE_TO_LOCK_ROW'), WRITE, { kind: 'Unavailable' }],
    [
      'a rule of the org refused',
      refusal(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION'),
      WRITE,
      { kind: 'Rejected', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', field: 'Name' },
    ],
    [
      'a right was missing',
      refusal(403, 'INSUFFICIENT_ACCESS'),
      WRITE,
      { kind: 'Rejected', code: 'INSUFFICIENT_ACCESS' },
    ],
    ['the record was not there', refusal(404, 'NOT_FOUND'), READ, { kind: 'NotFound', externalId: '800A' }],
    [
      'somebody was faster',
      refusal(412, 'PRECONDITION_FAILED'),
      WRITE,
      { kind: 'VersionConflict', externalId: '800A' },
    ],
    [
      'the token was dead twice',
      refusal(401, 'INVALID_SESSION_ID'),
      WRITE,
      { kind: 'CredentialsExpired', connection: 'main' },
    ],
  ])('says what may be done next when %s', (_case, answer, asked, expected) => {
    expect(fromSalesforceRefusal(answer, asked, NOW)).toMatchObject(expected);
  });

  it('of one part is the cause, not that of the parts it took along', () => {
    const part = (httpStatusCode: number, errorCode: string) => ({
      httpStatusCode,
      body: [{ message: 'no', errorCode }],
    });
    const parts = [part(400, 'PROCESSING_HALTED'), part(400, 'DUPLICATE_VALUE'), part(400, 'PROCESSING_HALTED')];
    expect(fromCompositeParts(parts, WRITE)).toMatchObject({ kind: 'Rejected', code: 'DUPLICATE_VALUE' });
    expect(fromCompositeParts([{ httpStatusCode: 204 }], WRITE)).toBeNull();
    // All or none: a part that broke took the whole transaction back.
    expect(fromCompositeParts([part(500, 'UNKNOWN_EXCEPTION')], WRITE)).toMatchObject({ kind: 'Unavailable' });
  });

  it('of a token needs a person only for wrong credentials', () => {
    const wrong = { status: 400, headers: {}, text: '{"error":"invalid_client","error_description":"no"}' };
    expect(fromTokenRefusal(wrong, WRITE, NOW)).toEqual({ kind: 'CredentialsExpired', connection: 'main' });
    // Nothing of the write was sent yet.
    expect(fromTokenRefusal(refusal(500, 'UNKNOWN_EXCEPTION'), WRITE, NOW)).toMatchObject({ kind: 'Unavailable' });
  });
});

it('a success that cannot be read leaves a write in doubt and a read unmappable', () => {
  expect(unreadable(WRITE, 'no JSON')).toEqual({ kind: 'OutcomeUnknown', key: 'op_1:amend' });
  expect(unreadable(READ, 'no JSON')).toMatchObject({ kind: 'Unmappable' });
});
