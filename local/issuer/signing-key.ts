import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

export const SIGNING_ALGORITHM = 'ES256';

export interface SigningKey {
  readonly privateKey: CryptoKey;
  /** For the key set. */
  readonly publicJwk: JWK;
  readonly kid: string;
}

/** Reads the key of the local issuer, or makes it; only its owner may read the file. */
export async function signingKey(path: string): Promise<SigningKey> {
  const jwk = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as JWK) : await newKey(path);
  const privateKey = await importJWK(jwk, SIGNING_ALGORITHM);
  if (privateKey instanceof Uint8Array) throw new Error(`${path} holds no key pair`);
  const { kty, crv, x, y } = jwk;
  const bare = JSON.parse(JSON.stringify({ kty, crv, x, y })) as JWK;
  const kid = await calculateJwkThumbprint(bare);
  return { privateKey, kid, publicJwk: { ...bare, kid, alg: SIGNING_ALGORITHM, use: 'sig' } };
}

async function newKey(path: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.next`, JSON.stringify(jwk), { mode: 0o600 });
  renameSync(`${path}.next`, path);
  return jwk;
}
