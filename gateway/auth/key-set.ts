import { type CryptoKey, createLocalJWKSet, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import { z } from 'zod';
import type { Logger } from '#kit/observability/log.ts';
import type { Clock } from '#kit/runtime/clock.ts';

/** The public keys of one issuer. */
export interface KeySet {
  /** Rejects when no key fits. The header's `kid` and `alg` choose among the known keys; nothing else of it is read. */
  key(header: JWSHeaderParameters): Promise<CryptoKey>;
  /** Changes with the keys; null while there are none to rely on. Looks after their age as `key` does. */
  version(): number | null;
}

export interface KeySetSettings {
  /** For logs. */
  readonly name: string;
  /** The parsed JSON of the issuer's key set. Rejects when it cannot be had. */
  readonly fetch: () => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A retired key is believed no longer than this, while the issuer can be reached. */
const REFRESH_MS = 5 * 60_000;
/** The least time between two fetches, whatever tokens name. */
const PAUSE_MS = 10_000;
/** How long the last known keys hold while no fetch succeeds. */
const STALE_MAX_MS = 24 * 3_600_000;
const KEYS_MAX = 50;

/** A `kid` that is worth a fetch: no address, no path that leads up. */
const PLAUSIBLE_KID = /^(?!.*(?:\.\.|\/\/))[\w+/=.-]{1,128}$/;

const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(KEYS_MAX) });
const PUBLIC_KINDS: ReadonlySet<unknown> = new Set(['RSA', 'EC', 'OKP']);
/** Private parts, which a set of public keys never has. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'k'];

interface Known {
  readonly find: (header: JWSHeaderParameters) => Promise<CryptoKey>;
  readonly kids: ReadonlySet<unknown>;
  readonly text: string;
  readonly version: number;
  readonly fetchedAtMs: number;
}

/**
 * Keys are fetched at the first use, then in the background every five minutes of use, and at once for an unknown `kid`,
 * though never twice in ten seconds. While fetches fail the keys known last stay good, for a day.
 */
export function keySet({ name, fetch, clock, log }: KeySetSettings): KeySet {
  let known: Known | null = null;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | null = null;

  const nowMs = () => clock.now().getTime();
  const isStale = ({ fetchedAtMs }: Known) => nowMs() - fetchedAtMs > STALE_MAX_MS;
  const reliable = () => (known !== null && !isStale(known) ? known : null);

  const refresh = (): Promise<void> => {
    if (underWay !== null) return underWay;
    if (nowMs() - triedAtMs < PAUSE_MS) return Promise.resolve();
    triedAtMs = nowMs();
    underWay = fetch()
      .then((json) => {
        known = knownFrom(json, known, nowMs());
      })
      .catch((error: unknown) => log.warn({ err: error, issuer: name }, 'keys could not be fetched; the old ones stay'))
      .finally(() => {
        underWay = null;
      });
    return underWay;
  };
  const lookAfterAge = () => {
    if (known !== null && nowMs() - known.fetchedAtMs > REFRESH_MS) void refresh();
  };

  return {
    key: async (header) => {
      lookAfterAge();
      const before = reliable();
      const { kid } = header;
      const isNew = typeof kid === 'string' && before?.kids.has(kid) === false && PLAUSIBLE_KID.test(kid);
      if (before === null || isNew) await refresh();
      const current = reliable();
      if (current === null) throw new Error('the keys of its issuer are not known');
      return current.find(header);
    },
    version: () => {
      lookAfterAge();
      return reliable()?.version ?? null;
    },
  };
}

function knownFrom(json: unknown, before: Known | null, fetchedAtMs: number): Known {
  const read = keySetSchema.parse(json);
  const keys = read.keys.filter(
    (key) => PUBLIC_KINDS.has(key['kty']) && !PRIVATE_MEMBERS.some((member) => Object.hasOwn(key, member)),
  );
  if (keys.length === 0) throw new Error('no public key is in the set');
  const text = JSON.stringify(keys);
  if (before?.text === text) return { ...before, fetchedAtMs };
  // Their form is jose's to judge, key by key, when one is used.
  const find = createLocalJWKSet({ keys } as unknown as JSONWebKeySet);
  const kids = new Set(keys.map((key) => key['kid']));
  return { find, kids, text, version: (before?.version ?? 0) + 1, fetchedAtMs };
}
