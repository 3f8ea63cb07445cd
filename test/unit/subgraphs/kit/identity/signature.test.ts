import { createHmac } from 'node:crypto';
import { hasRole, isRole, type Principal } from '#kit/identity/principal.ts';
import { SeenCalls } from '#kit/identity/seen-calls.ts';
import { PRINCIPAL_HEADER, SIGNATURE_HEADER, signCall, verifyCall } from '#kit/identity/signature.ts';

const SECRET = 'a secret of the house';
const NOW = new Date('2026-08-16T09:00:00Z');
const ADA: Principal = {
  subject: 'ada',
  roles: ['revops', 'service'],
  entities: ['US'],
  scopes: ['money:read'],
  correlationId: 'cor_1',
};
const BODY = '{"query":"{ node(id: 1) { id } }"}';

const later = (ms: number) => new Date(NOW.getTime() + ms);
const encoded = (claim: unknown) => Buffer.from(JSON.stringify(claim)).toString('base64url');
const claimOf = (principal: object, at: Date) => encoded({ ...principal, at: at.getTime(), nonce: 'n' });

/** Signed with the right secret, whatever it says. */
function signedClaim(claim: string): Record<string, string> {
  const signature = createHmac('sha256', SECRET).update(`${claim}.${BODY}`).digest('hex');
  return { [PRINCIPAL_HEADER]: claim, [SIGNATURE_HEADER]: signature };
}

describe('a signed call', () => {
  it('says who asks', () => {
    expect(verifyCall(signCall(ADA, BODY, SECRET, NOW), BODY, SECRET, later(59_000))).toEqual(ADA);
  });

  it.each([
    ['with another body', (headers: Record<string, string>) => verifyCall(headers, `${BODY} `, SECRET, NOW)],
    ['under another secret', (headers: Record<string, string>) => verifyCall(headers, BODY, 'guessed', NOW)],
    [
      'for another person',
      (headers: Record<string, string>) =>
        verifyCall({ ...headers, [PRINCIPAL_HEADER]: claimOf({ ...ADA, entities: ['DE'] }, NOW) }, BODY, SECRET, NOW),
    ],
    ['after more than a minute', (headers: Record<string, string>) => verifyCall(headers, BODY, SECRET, later(60_001))],
    ['from the future', (headers: Record<string, string>) => verifyCall(headers, BODY, SECRET, later(-5_001))],
    [
      'with wider scopes',
      (headers: Record<string, string>) =>
        verifyCall({ ...headers, [PRINCIPAL_HEADER]: claimOf({ ...ADA, scopes: ['*'] }, NOW) }, BODY, SECRET, NOW),
    ],
    [
      'without its signature',
      ({ [SIGNATURE_HEADER]: _, ...headers }: Record<string, string>) => verifyCall(headers, BODY, SECRET, NOW),
    ],
    [
      'with a signature that is no text of ours',
      (headers: Record<string, string>) => verifyCall({ ...headers, [SIGNATURE_HEADER]: 'zz' }, BODY, SECRET, NOW),
    ],
    [
      'with a header sent twice',
      (headers: Record<string, string>) =>
        verifyCall({ ...headers, [SIGNATURE_HEADER]: [headers[SIGNATURE_HEADER] ?? ''] }, BODY, SECRET, NOW),
    ],
  ])('is nobody’s %s', (_how, verify) => {
    expect(verify(signCall(ADA, BODY, SECRET, NOW))).toBeNull();
  });

  it.each([
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no object', encoded(null)],
    ['a list', encoded([ADA])],
    ['nobody', claimOf({ ...ADA, subject: '' }, NOW)],
    ['no roles', claimOf({ ...ADA, roles: undefined }, NOW)],
    ['roles that are a text', claimOf({ ...ADA, roles: 'admin' }, NOW)],
    ['entities that are numbers', claimOf({ ...ADA, entities: [1] }, NOW)],
    ['no scopes', claimOf({ ...ADA, scopes: undefined }, NOW)],
    ['no instant', encoded({ ...ADA, nonce: 'n' })],
    ['an instant that is a text', encoded({ ...ADA, at: 'now', nonce: 'n' })],
    ['no nonce', encoded({ ...ADA, at: NOW.getTime() })],
    ['more than a header can hold', claimOf({ ...ADA, subject: 'a'.repeat(16 * 1024) }, NOW)],
  ])('is nobody’s, and nothing is thrown, when its claim is %s though the signature is right', (_what, claim) => {
    expect(verifyCall(signedClaim(claimOf(ADA, NOW)), BODY, SECRET, NOW)).toEqual(ADA);
    expect(verifyCall(signedClaim(claim), BODY, SECRET, NOW)).toBeNull();
  });

  it('is answered once: a repeat within the minute is nobody’s, the same signed anew is not', () => {
    const seen = new SeenCalls();
    const call = signCall(ADA, BODY, SECRET, NOW);
    expect(verifyCall(call, BODY, SECRET, NOW, seen)).toEqual(ADA);
    expect(verifyCall(call, BODY, SECRET, later(59_000), seen)).toBeNull();
    expect(verifyCall(signCall(ADA, BODY, SECRET, NOW), BODY, SECRET, NOW, seen)).toEqual(ADA);
  });

  it('that was refused is not remembered: nobody without the secret can fill the memory', () => {
    const seen = new SeenCalls();
    expect(verifyCall(signCall(ADA, BODY, 'guessed', NOW), BODY, SECRET, NOW, seen)).toBeNull();
    expect(verifyCall(signCall(ADA, BODY, SECRET, NOW), BODY, SECRET, later(60_001), seen)).toBeNull();
    expect(seen.size).toBe(0);
  });

  it('carries no role that this release does not know', () => {
    const strange = { ...ADA, roles: ['owner', 'revops'] } as unknown as Principal;
    expect(verifyCall(signCall(strange, BODY, SECRET, NOW), BODY, SECRET, NOW)?.roles).toEqual(['revops']);
  });
});

describe('a role', () => {
  it('of our own services is none that a token can carry', () => {
    expect(isRole('service')).toBe(false);
    expect(isRole('revops')).toBe(true);
  });

  it('is had when one of those asked for is had', () => {
    expect(hasRole(ADA, 'finance', 'revops')).toBe(true);
    expect(hasRole(ADA, 'finance')).toBe(false);
  });
});
