import { BLOTTED, redactBody, redactPath } from '#kit/transport/redact.ts';

const CANARY = 'canary-7f3a9c';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl';

describe('a body that is kept', () => {
  it.each([
    ['a member by its name', `{"client_secret":"${CANARY}","name":"Meridian"}`],
    ['a member whose name is written in another way', `{"refreshToken":"${CANARY}"}`],
    ['a number under a secret name', `{"pass-word": 7393}`.replace('7393', `"${CANARY}"`)],
    ['all that is in a member', `{"credentials":{"user":"${CANARY}","more":["${CANARY}"]},"id":1}`],
    ['a member deep inside', `{"a":[{"b":{"apiKey":"${CANARY}"}}]}`],
    ['a body within a body', JSON.stringify({ compositeRequest: [{ body: `{"password":"${CANARY}"}` }] })],
    ['a member that was cut off', `{"id":1,"access_token":"${CANARY}`],
    ['a member with an escaped name', `{"pass\\u0077ord":"${CANARY}"}`],
    ['a field of a form', `grant_type=client_credentials&client_assertion=${CANARY}&x=1`],
    ['a field of a form within brackets', `card[number]=${CANARY}&card[exp_year]=2030`],
    ['a field whose name is encoded', `client%5Fsecret=${CANARY}`],
    ['an address in a member', `{"url":"https://vendor.example/a?access_token=${CANARY}&b=1"}`],
  ])('is without %s', (_what, body) => {
    expect(redactBody(body)).not.toContain(CANARY);
    expect(redactBody(body)).toContain(BLOTTED);
  });

  it.each([
    ['a bearer', 'Bearer 00Dxx0000001gPz.AQoAQF'],
    ['a web token', JWT],
    ['a key that names its kind', 'sk_test_51Habcdefgh12345'],
    ['a webhook’s key', 'whsec_5f3b2a1c9d8e7f60'],
    ['the secret of an intent', 'pi_3Mtw_secret_YrKJUKribcBjcG8H'],
    ['a session id', '00Dxx0000001gPzEAI!AQoAQFJ3kLs9vD8w7.qqW2eR5tY'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----'],
    ['a card’s number', '4242 4242 4242 4242'],
    ['a card’s number without blanks', '5555555555554444'],
  ])('is without %s, wherever it stands', (_what, secret) => {
    for (const body of [
      JSON.stringify({ note: `x ${secret} y` }),
      `before ${secret} after`,
      JSON.stringify([secret]),
    ]) {
      const kept = redactBody(body);
      expect(kept).toContain(BLOTTED);
      expect(kept).not.toContain(JSON.stringify(secret).slice(1, -1).slice(8));
    }
  });

  it.each([
    '{"amount": 12345678901234567.10, "total":9007199254740993 ,"note":"net \\u00e9 30"}',
    '{"number":"INV-1042","account":{"id":"4000"},"lines":[{"quantity":1.10}]}',
    '{"q":"SELECT id FROM transaction WHERE externalid = \'inv:in_1\' AND a=b"}',
    '{"created":1786874400000,"id":"1786874400000123","orderNumber":"1234567890123456"}',
    '{"name":"Basic platform seats","memo":null,"ok":true}',
    'customer=cus_1&items[0][price]=price_1&items[0][quantity]=800',
    '<html>503 Service Unavailable</html>',
    '',
  ])('keeps everything else to the letter: %s', (body) => {
    expect(redactBody(body)).toBe(body);
  });

  it('stays JSON when a secret is taken out', () => {
    const body = '{"a":{"token":{"x":[1,2]}},"cookie":17,"password":null,"z":[{"secret":"s"},2]}';
    expect(JSON.parse(redactBody(body))).toEqual({
      a: { token: BLOTTED },
      cookie: BLOTTED,
      password: null,
      z: [{ secret: BLOTTED }, 2],
    });
  });

  it('is read in a time that grows with its length only', () => {
    const startedMs = performance.now();
    for (const long of [
      'a'.repeat(300_000),
      `{"a":"${'x_'.repeat(150_000)}"}`,
      '['.repeat(100_000),
      '1'.repeat(300_000),
    ]) {
      redactBody(long);
    }
    expect(performance.now() - startedMs).toBeLessThan(5000);
  });
});

describe('a path that is kept', () => {
  it('is without the secrets of its query', () => {
    expect(redactPath(`/oauth?client_id=us&client_secret=${CANARY}`)).toBe(
      `/oauth?client_id=us&client_secret=${BLOTTED}`,
    );
    expect(redactPath(`/files/${JWT}/content`)).toBe(`/files/${BLOTTED}/content`);
  });

  it('is itself otherwise', () => {
    const path = '/services/data/v62.0/query?q=SELECT+Id+FROM+Account+WHERE+Name%3D%27A%26B%27';
    expect(redactPath(path)).toBe(path);
  });
});
