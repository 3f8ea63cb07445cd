import { hasRole, isRole, type Principal } from '#kit/identity/principal.ts';
import { PRINCIPAL_HEADER, SIGNATURE_HEADER, signCall, verifyCall } from '#kit/identity/signature.ts';

const SECRET = 'a secret of the house';
const NOW = new Date('2026-08-16T09:00:00Z');
const ADA: Principal = { subject: 'ada', roles: ['revops', 'service'], entities: ['US'], correlationId: 'cor_1' };
const BODY = '{"query":"{ node(id: 1) { id } }"}';

const later = (ms: number) => new Date(NOW.getTime() + ms);
const claimOf = (principal: object, at: Date) =>
  Buffer.from(JSON.stringify({ ...principal, at: at.getTime() })).toString('base64url');

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
    ['from the future', (headers: Record<string, string>) => verifyCall(headers, BODY, SECRET, later(-60_001))],
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
