import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SECRET_LENGTH_MIN } from '#gateway/auth/issuer.ts';
import { ACCESS_DEFAULTS, type AccessConfig } from './access.ts';
import type { EnvironmentReader } from './environment.ts';
import { readTrust, type TrustConfig } from './trust.ts';

/** Whom the gateway believes, and by what the subgraphs believe the gateway. */
export interface IdentityConfig extends TrustConfig {
  /** Of the issuer behind `npm run token`; null = there is none. */
  readonly jwtSecret: string | null;
  /** Shared with the subgraphs; signs who asks. Null = they are not told who asks. */
  readonly serviceSecret: string | null;
}

/**
 * `SERVICE_SECRET` (needed where our own policy holds: subgraphs of others know nothing of it), `JWT_SECRET` (needed
 * where tokens are and `ISSUERS` lists nobody), and what `readTrust` reads.
 */
export function readIdentity(
  environment: EnvironmentReader,
  { auth, policyBy }: AccessConfig = ACCESS_DEFAULTS,
): IdentityConfig {
  const secret = (name: string, isNeeded: boolean) => {
    if (isNeeded) environment.required(name, `give it ${SECRET_LENGTH_MIN} random characters or more`);
    return environment.secret(name, SECRET_LENGTH_MIN);
  };
  const trust = readTrust(environment);
  return {
    ...trust,
    jwtSecret: secret('JWT_SECRET', auth === 'on' && environment.text('ISSUERS') === null),
    serviceSecret: secret('SERVICE_SECRET', auth === 'on' && policyBy === 'table'),
  };
}

/** Where `npm run key` keeps machine keys: `MACHINE_KEYS`, else the data folder of the local run. */
export function localMachineKeysFile(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return environment['MACHINE_KEYS'] || join(localDataDir(environment), 'machine-keys.json');
}

/** The secret that signs tokens of the local run: of the environment, else of the data folder; null when neither has one. */
export function localJwtSecret(environment: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const given = environment['JWT_SECRET'];
  if (given !== undefined && given !== '') return given;
  try {
    const file = join(localDataDir(environment), 'secrets.json');
    const secrets: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const known = typeof secrets === 'object' && secrets !== null && 'jwtSecret' in secrets ? secrets.jwtSecret : null;
    return typeof known === 'string' ? known : null;
  } catch {
    return null;
  }
}

function localDataDir(environment: Readonly<Record<string, string | undefined>>): string {
  return environment['DATA_DIR'] ?? fileURLToPath(new URL('../../.data', import.meta.url));
}
