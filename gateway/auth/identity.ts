import { webcrypto } from 'node:crypto';
import type { Logger } from '#kit/observability/log.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { type Authenticate, type Authenticated, authentication } from './authenticate.ts';
import { type KeyFetcher, keyFetcher } from './fetch-keys.ts';
import type { Issuer } from './issuer.ts';
import { type KeySet, keySet } from './key-set.ts';
import { knownTokens } from './known-tokens.ts';
import { endOfKey, type MachineKey, parseKeys } from './machine-key.ts';
import { isRevoked, NO_REVOCATIONS, parseRevocations, type Revocations } from './revocations.ts';
import { type TrustedIssuer, tokenCheck } from './token-check.ts';
import type { Unauthenticated } from './unauthenticated.ts';
import { type WatchedFile, type WatchedFileSettings, watchFile } from './watched-file.ts';

/** Everything about who may be believed. */
export interface Identity {
  readonly authenticate: Authenticate;
  /**
   * Whether who was authenticated before may still be believed: not over, not revoked, and a machine key still there. In
   * memory, so it can be asked for every event.
   */
  isStillValid(who: Authenticated): boolean;
  /** Calls back after each change of the lists; ask `isStillValid` then. Answers how to stop that. */
  onRevoked(changed: () => void): () => void;
  close(): Promise<void>;
}

export interface IdentitySettings {
  readonly issuers: readonly Issuer[];
  /** Codes of the legal entities there are; null = any well-formed one. */
  readonly legalEntities: readonly string[] | null;
  /** File of the machine keys; null = there are none. */
  readonly keysFile: string | null;
  /** File of the revocations; null = nothing is revoked. */
  readonly revocationsFile: string | null;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly onRefused?: (refused: Unauthenticated, correlationId: string) => void;
  /** In the place of the network, for tests. */
  readonly fetcher?: KeyFetcher;
}

const NO_KEYS: ReadonlyMap<string, MachineKey> = new Map();

/** Rejects with one sentence when a file is named that cannot be used. Keys of issuers are fetched when first needed. */
export async function openIdentity(settings: IdentitySettings): Promise<Identity> {
  const { clock, timers, log, fetcher = keyFetcher(timers) } = settings;
  const listeners = new Set<() => void>();
  const onChange = () => {
    for (const changed of listeners) changed();
  };
  const watch = <Value>(path: string | null, parse: WatchedFileSettings<Value>['parse'], otherwise: Value) =>
    opened({ path, parse, onChange, timers, log }, otherwise);
  const keys = await watch(settings.keysFile, parseKeys, NO_KEYS);
  const revocations = await watch(settings.revocationsFile, parseRevocations, NO_REVOCATIONS);

  const issuers = new Map<string, TrustedIssuer>();
  for (const issuer of settings.issuers)
    issuers.set(issuer.issuer, { issuer, keys: keysOf(issuer, settings, fetcher) });
  const legalEntities = settings.legalEntities === null ? null : new Set(settings.legalEntities);
  const authenticate = authentication({
    tokens: knownTokens(tokenCheck({ issuers, legalEntities, clock }), clock),
    keys: () => keys.current,
    revocations: () => revocations.current,
    clock,
    onRefused: (refused, correlationId) => {
      log.info({ reason: refused.reason, correlationId }, 'credentials refused');
      settings.onRefused?.(refused, correlationId);
    },
  });
  return {
    authenticate,
    isStillValid: (who) => isStillValid(who, keys.current, revocations.current, clock.now()),
    onRevoked: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    close: async () => {
      await Promise.all([keys.close(), revocations.close(), fetcher.close()]);
    },
  };
}

function isStillValid(
  { credential, expiresAtMs }: Authenticated,
  keys: ReadonlyMap<string, MachineKey>,
  revocations: Revocations,
  now: Date,
): boolean {
  if (expiresAtMs <= now.getTime()) return false;
  if (credential === null) return true;
  if (isRevoked(credential, revocations)) return false;
  if (credential.kind === 'TOKEN') return true;
  const key = keys.get(credential.id ?? '');
  return key !== undefined && endOfKey(key, now) === null;
}

async function opened<Value>(
  { path, ...settings }: Omit<WatchedFileSettings<Value>, 'path'> & { readonly path: string | null },
  otherwise: Value,
): Promise<WatchedFile<Value>> {
  if (path === null) return { current: otherwise, close: () => Promise.resolve() };
  const file = await watchFile({ ...settings, path });
  if (!file.ok) throw new Error(file.error);
  return file.value;
}

function keysOf(
  { name, keys }: Issuer,
  { clock, log }: Pick<IdentitySettings, 'clock' | 'log'>,
  fetcher: KeyFetcher,
): KeySet {
  if (keys.kind === 'JWKS') return keySet({ name, fetch: () => fetcher.fetch(keys.url), clock, log });
  // Given as bytes, the key would be read anew for every token.
  const bytes = new TextEncoder().encode(keys.secret);
  const imported = webcrypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  return { key: () => imported, version: () => 0 };
}
