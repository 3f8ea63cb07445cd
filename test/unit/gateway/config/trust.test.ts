import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentReader } from '#gateway/config/environment.ts';
import { readIdentity } from '#gateway/config/identity.ts';
import { allIssuers, readTrust, TRUST_DEFAULTS } from '#gateway/config/trust.ts';

const COMPANY = {
  name: 'company',
  issuer: 'https://login.example',
  audience: 'revgraph',
  jwksUrl: 'https://login.example/keys',
  algorithms: ['RS256'],
};
const SECRET = 'x'.repeat(32);

function read(environment: Record<string, string>) {
  const reader = new EnvironmentReader(environment);
  return { trust: readTrust(reader), faults: reader.faults };
}

describe('whom a gateway believes', () => {
  it('is nobody but the shared secret’s issuer unless it is told', () => {
    expect(read({})).toEqual({ trust: TRUST_DEFAULTS, faults: [] });
    expect(allIssuers(SECRET, []).map(({ issuer }) => issuer)).toEqual(['revgraph']);
    expect(allIssuers(null, [])).toEqual([]);
  });

  it('may stand in the environment or in a file, with a secret in a variable of its own', () => {
    const partner = { name: 'partner', issuer: 'partner', audience: 'revgraph', secretVariable: 'PARTNER_SECRET' };
    const text = JSON.stringify([COMPANY, partner]);
    const file = join(mkdtempSync(join(tmpdir(), 'issuers-')), 'issuers.json');
    writeFileSync(file, text);
    const names = ({ trust }: ReturnType<typeof read>) => trust.issuers.map(({ name }) => name);
    expect(names(read({ ISSUERS: text, PARTNER_SECRET: SECRET }))).toEqual(['company', 'partner']);
    expect(names(read({ ISSUERS: file, PARTNER_SECRET: SECRET }))).toEqual(['company', 'partner']);
    expect(read({ ISSUERS: text }).faults).toEqual([
      'ISSUERS: issuer 2 (partner): PARTNER_SECRET holds no 32 characters or more.',
    ]);
  });

  it('needs no shared secret where somebody is listed, and one of 32 characters where nobody is', () => {
    const issuers = new EnvironmentReader({ ISSUERS: JSON.stringify([COMPANY]), SERVICE_SECRET: SECRET });
    expect(readIdentity(issuers).jwtSecret).toBeNull();
    expect(issuers.faults).toEqual([]);
    const nobody = new EnvironmentReader({ SERVICE_SECRET: SECRET });
    readIdentity(nobody);
    expect(nobody.faults).toEqual([expect.stringContaining('JWT_SECRET is missing')]);
    const short = new EnvironmentReader({ JWT_SECRET: 'secret', SERVICE_SECRET: SECRET });
    readIdentity(short);
    expect(short.faults).toEqual([expect.stringContaining('JWT_SECRET is shorter than 32')]);
  });

  it.each([
    ['ISSUERS', '[', 'ISSUERS is neither JSON nor a file that holds it.'],
    ['ISSUERS', '/nowhere/issuers.json', 'ISSUERS is neither JSON nor a file that holds it.'],
    ['ISSUERS', '{}', 'ISSUERS: it takes a list of at most 20 issuers.'],
    ['ISSUERS', JSON.stringify([{ ...COMPANY, issuer: 'revgraph' }]), 'ISSUERS: revgraph is listed twice: keep one.'],
    ['MACHINE_KEYS', '/nowhere/keys.json', 'MACHINE_KEYS names a file that is not there: /nowhere/keys.json.'],
    ['REVOCATIONS', '/nowhere/list.json', 'REVOCATIONS names a file that is not there: /nowhere/list.json.'],
  ])('is not guessed: %s=%s is a fault', (variable, value, fault) => {
    expect(read({ [variable]: value }).faults).toEqual([fault]);
  });

  it('may be narrowed to the legal entities there are', () => {
    expect(read({ LEGAL_ENTITIES: 'US, DE' }).trust.legalEntities).toEqual(['US', 'DE']);
  });
});
