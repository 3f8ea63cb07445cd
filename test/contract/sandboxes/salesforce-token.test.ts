import { askForToken, control, type Org, refusalOf, startOrg } from './salesforce-harness.ts';
import { misfit } from './salesforce-spec.ts';

let org: Org;
afterEach(() => org.sandbox.close());

describe('who may call a Salesforce org (written from docs)', () => {
  it('hands a token to the client that knows the secret', async () => {
    org = await startOrg();
    const { status, body } = await askForToken(org.sandbox);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', instance_url: org.sandbox.url });
    expect(misfit('POST', '/services/oauth2/token', 200, body)).toBeNull();
  });

  it('refuses a wrong secret with an object, not a list', async () => {
    org = await startOrg();
    const { status, body } = await askForToken(org.sandbox, { client_secret: 'guessed' });
    expect(status).toBe(400);
    expect(body).toEqual({ error: 'invalid_client', error_description: expect.any(String) });
    expect((await askForToken(org.sandbox, { grant_type: 'password' })).body.error).toBe('unsupported_grant_type');
  });

  it('refuses a call without a valid session', async () => {
    org = await startOrg();
    const { status, body } = await org.call('GET', '/limits', undefined, { authorization: 'Bearer forged' });
    expect(status).toBe(401);
    expect(body).toEqual([expect.objectContaining({ errorCode: 'INVALID_SESSION_ID' })]);
  });

  it('lets a session die of age, so that the client must ask again', async () => {
    org = await startOrg({ tokenLifeS: 600 });
    expect((await org.call('GET', '/limits')).status).toBe(200);
    await control(org.sandbox, 'clock', { now: new Date(Date.now() + 601_000).toISOString() });
    expect((await org.call('GET', '/limits')).status).toBe(401);
    await org.conn.authorize({ grant_type: 'client_credentials' });
    expect((await org.call('GET', '/limits')).status).toBe(200);
  });

  it('counts the calls of the day and refuses with 403 when they are used up', async () => {
    org = await startOrg({ requestsMax: 2 });
    const first = await org.call('GET', '/limits');
    expect(first.headers.get('sforce-limit-info')).toBe('api-usage=1/2');
    expect(first.body).toEqual({ DailyApiRequests: { Max: 2, Remaining: 1 } });
    await org.call('GET', '/limits');
    expect(await refusalOf(org.conn.query('SELECT Id FROM User'))).toBe('REQUEST_LIMIT_EXCEEDED');
  });
});
