import { existsSync, readFileSync } from 'node:fs';
import { type Issuer, readIssuers, repeatedIssuers } from '#gateway/auth/issuer.ts';
import { sharedSecretIssuer } from '#gateway/auth/shared-secret-issuer.ts';
import type { EnvironmentReader } from './environment.ts';

/** Whose tokens and keys are believed, besides those that `JWT_SECRET` signs. */
export interface TrustConfig {
  readonly issuers: readonly Issuer[];
  /** Codes of the legal entities there are; null = any well-formed one. */
  readonly legalEntities: readonly string[] | null;
  /** File of the machine keys, as `npm run key` writes it; null = there are none. */
  readonly machineKeysFile: string | null;
  /** File of what was taken back before its time; null = nothing is. */
  readonly revocationsFile: string | null;
}

export const TRUST_DEFAULTS: TrustConfig = {
  issuers: [],
  legalEntities: null,
  machineKeysFile: null,
  revocationsFile: null,
};

/**
 * `ISSUERS` (JSON, or a file of it), `LEGAL_ENTITIES` (codes by commas), `MACHINE_KEYS` and `REVOCATIONS` (files). Every
 * fault is noted in one sentence with its place.
 */
export function readTrust(environment: EnvironmentReader): TrustConfig {
  return {
    issuers: issuersOf(environment),
    legalEntities: environment.list('LEGAL_ENTITIES'),
    machineKeysFile: fileOf('MACHINE_KEYS', environment),
    revocationsFile: fileOf('REVOCATIONS', environment),
  };
}

/** All issuers of a run: the shared secret's, when there is one, and the listed. */
export function allIssuers(jwtSecret: string | null, issuers: readonly Issuer[]): readonly Issuer[] {
  return jwtSecret === null ? issuers : [sharedSecretIssuer(jwtSecret), ...issuers];
}

/** A misspelt name must not look like an empty list. */
function fileOf(variable: string, environment: EnvironmentReader): string | null {
  const file = environment.text(variable);
  if (file !== null && !existsSync(file)) environment.note(`${variable} names a file that is not there: ${file}.`);
  return file;
}

function issuersOf(environment: EnvironmentReader): readonly Issuer[] {
  const given = environment.text('ISSUERS');
  if (given === null) return [];
  const json = jsonOf(given);
  if (json === undefined) {
    environment.note('ISSUERS is neither JSON nor a file that holds it.');
    return [];
  }
  const issuers = readIssuers(json, (variable) => environment.text(variable));
  for (const fault of issuers.ok ? repeatedIssuers(allIssuers('', issuers.value)) : issuers.error) {
    environment.note(`ISSUERS: ${fault}`);
  }
  return issuers.ok ? issuers.value : [];
}

function jsonOf(given: string): unknown {
  try {
    return JSON.parse(/^\s*[[{]/.test(given) ? given : readFileSync(given, 'utf8'));
  } catch {
    return undefined;
  }
}
