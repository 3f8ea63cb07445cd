import type { IncomingMessage } from 'node:http';
import { authorizationOf, SEVERAL_CREDENTIALS } from '#gateway/auth/authorization-header.ts';

/** As Node hands over a request with these headers of one name. */
function request(authorization: readonly string[], url = '/graphql'): IncomingMessage {
  const [first] = authorization;
  const headers = first === undefined ? {} : { authorization: first };
  const rawHeaders = ['Host', 'localhost', ...authorization.flatMap((each) => ['Authorization', each])];
  return { headers, rawHeaders, url } as unknown as IncomingMessage;
}

describe('the credentials of a request', () => {
  it('stand in its header, or in what a socket was opened with', () => {
    expect(authorizationOf(request([]))).toBeUndefined();
    expect(authorizationOf(request(['Bearer a']))).toBe('Bearer a');
    expect(authorizationOf(request([]), 'Bearer b')).toBe('Bearer b');
    expect(authorizationOf(request(['Bearer a']), 'Bearer a')).toBe('Bearer a');
  });

  it.each([
    ['two headers', request(['Bearer a', 'Bearer b']), undefined],
    ['two equal headers', request(['Bearer a', 'Bearer a']), undefined],
    ['a header and another in the socket’s first message', request(['Bearer a']), 'Bearer b'],
    ['no text', request([]), { token: 'a' }],
    ['one in the address besides', request(['Bearer a'], '/graphql?access_token=b'), undefined],
    ['one in the address besides, spelt otherwise', request(['Bearer a'], '/graphql?x=1&API_KEY=b'), undefined],
  ])('are none when there is %s', (_what, asked, given) => {
    expect(authorizationOf(asked, given)).toBe(SEVERAL_CREDENTIALS);
  });

  it('are never taken from the address', () => {
    expect(authorizationOf(request([], '/graphql?access_token=a.b.c'))).toBeUndefined();
  });
});
