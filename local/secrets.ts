import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the parts of a local run need to trust one another. Made once, kept in a file that only its owner reads. */
export interface LocalSecrets {
  /** Signs tokens. */
  readonly jwtSecret: string;
  /** Signs calls between gateway, sagas and subgraphs. */
  readonly serviceSecret: string;
  readonly stripeApiKey: string;
  readonly stripeWebhookSecret: string;
  readonly salesforceClientId: string;
  readonly salesforceClientSecret: string;
  readonly netsuiteClientId: string;
  readonly netsuiteCertificateId: string;
  /** PEM. */
  readonly netsuitePrivateKey: string;
  /** PEM. */
  readonly netsuitePublicKey: string;
}

/** Reads `secrets.json` in the data folder, or makes it. */
export function localSecrets(dataDir: string): LocalSecrets {
  const path = join(dataDir, 'secrets.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as LocalSecrets;
  mkdirSync(dataDir, { recursive: true });
  const secrets = newSecrets();
  writeFileSync(`${path}.next`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${path}.next`, path);
  return secrets;
}

/** Fresh ones, for a run that keeps nothing. */
export function newSecrets(): LocalSecrets {
  const random = () => randomBytes(32).toString('base64url');
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return {
    jwtSecret: random(),
    serviceSecret: random(),
    stripeApiKey: `sk_sandbox_${random()}`,
    stripeWebhookSecret: `whsec_${random()}`,
    salesforceClientId: `client-${randomBytes(8).toString('hex')}`,
    salesforceClientSecret: random(),
    netsuiteClientId: randomBytes(16).toString('hex'),
    netsuiteCertificateId: randomBytes(16).toString('hex'),
    netsuitePrivateKey: privateKey,
    netsuitePublicKey: publicKey,
  };
}
