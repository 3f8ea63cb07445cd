import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLAIMS_DEFAULT, CLOCK_TOLERANCE_MAX_S, TYPES_DEFAULT } from '#gateway/auth/identity-defaults.ts';
import type { Issuer } from '#gateway/auth/issuer.ts';
import type { TrustConfig } from '#gateway/config/trust.ts';
import { type LocalIssuer, startLocalIssuer } from './issuer/server.ts';
import { SIGNING_ALGORITHM, signingKey } from './issuer/signing-key.ts';

const AUDIENCE = 'revgraph';
const CLIENT_ID = 'revgraph-page';

export interface LocalIdentity {
  readonly issuer: LocalIssuer;
  /** Whom the gateway of a local run believes, besides the tokens of its shared secret. */
  readonly trust: TrustConfig;
}

/** The sign-in of a local run, its machine keys and its revocations; all is kept in the data folder. */
export async function startLocalIdentity(dataDir: string, gatewayPort: number, issuerPort = 0): Promise<LocalIdentity> {
  const issuer = await startLocalIssuer({
    key: await signingKey(join(dataDir, 'issuer-key.json')),
    audience: AUDIENCE,
    clientId: CLIENT_ID,
    origins: ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${gatewayPort}`),
    port: issuerPort,
  });
  const trust = {
    issuers: [trustedIssuer(issuer.url)],
    legalEntities: null,
    machineKeysFile: fileIn(dataDir, 'machine-keys.json', { keys: [] }),
    revocationsFile: fileIn(dataDir, 'revocations.json', {}),
  };
  return { issuer, trust };
}

function trustedIssuer(url: string): Issuer {
  return {
    name: 'local',
    issuer: url,
    audience: AUDIENCE,
    keys: { kind: 'JWKS', url: `${url}/keys` },
    algorithms: [SIGNING_ALGORITHM],
    types: TYPES_DEFAULT,
    clockToleranceS: CLOCK_TOLERANCE_MAX_S,
    requiredClaims: ['client_id'],
    claims: CLAIMS_DEFAULT,
    login: { clientId: CLIENT_ID, scope: 'openid', origins: [] },
  };
}

/** Made with nothing in it where it is not there yet: a gateway refuses to start on a file that is missing. */
function fileIn(dataDir: string, name: string, empty: unknown): string {
  const path = join(dataDir, name);
  if (!existsSync(path)) writeFileSync(path, `${JSON.stringify(empty)}\n`, { mode: 0o600 });
  return path;
}
