import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EnvironmentReader } from './environment.ts';

/** Whom the gateway believes, and by what the subgraphs believe the gateway. */
export interface IdentityConfig {
  readonly jwtSecret: string;
  /** Shared with the subgraphs; signs who asks. */
  readonly serviceSecret: string;
}

const SECRET_LENGTH_MIN = 32;

/** `JWT_SECRET`, `SERVICE_SECRET`. */
export function readIdentity(environment: EnvironmentReader): IdentityConfig {
  const secret = (name: string) => {
    environment.required(name, `give it ${SECRET_LENGTH_MIN} random characters or more`);
    return environment.secret(name, SECRET_LENGTH_MIN) ?? '';
  };
  return { jwtSecret: secret('JWT_SECRET'), serviceSecret: secret('SERVICE_SECRET') };
}

/** The secret that signs tokens of the local run: of the environment, else of the data folder; null when neither has one. */
export function localJwtSecret(environment: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const given = environment['JWT_SECRET'];
  if (given !== undefined && given !== '') return given;
  try {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const file = join(environment['DATA_DIR'] ?? join(root, '.data'), 'secrets.json');
    const secrets: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const known = typeof secrets === 'object' && secrets !== null && 'jwtSecret' in secrets ? secrets.jwtSecret : null;
    return typeof known === 'string' ? known : null;
  } catch {
    return null;
  }
}
