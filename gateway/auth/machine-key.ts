import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { ROLES } from '#kit/identity/principal.ts';
import type { Random } from '#kit/runtime/random.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** A key of a machine as it rests in the keys file: its digest, never itself. Instants are RFC 3339. */
const keySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** Of the machine; several keys of one name are one principal, so that a key can be changed for a new one. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  /** SHA-256 of the whole key, in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  roles: z.array(z.enum(ROLES)).min(1),
  entities: z.array(z.string().min(1)).min(1),
  scopes: z.array(z.string().min(1)),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
});
export type MachineKey = z.output<typeof keySchema>;

const fileSchema = z.strictObject({ keys: z.array(keySchema).max(10_000) });

const SECRET_BYTES = 32;
const ID_BYTES = 8;
const FORM = /^rgk_([0-9a-f]{16})_[\w-]{43}$/;
/** Compared with where there is no key, so that a wrong id takes as long as a wrong secret. */
const NO_DIGEST = Buffer.alloc(32);

/** The name's part of a key, for logs and for finding keys that leaked into a text. */
export const KEY_PREFIX = 'rgk_';

/** A new key: `text` is shown once and kept nowhere; `id` and `sha256` are kept. */
export function newKeyText(random: Random): { readonly text: string; readonly id: string; readonly sha256: string } {
  const id = Buffer.from(random.bytes(ID_BYTES)).toString('hex');
  const text = `${KEY_PREFIX}${id}_${Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url')}`;
  return { text, id, sha256: digestOf(text).toString('hex') };
}

/** The keys by id, or one sentence what is wrong with the file. */
export function parseKeys(text: string): Result<ReadonlyMap<string, MachineKey>, string> {
  const read = fileSchema.safeParse(jsonOf(text));
  if (!read.success)
    return fail(`${read.error.issues[0]?.path.join('.') || 'the file'} is not as npm run key writes it`);
  return ok(new Map(read.data.keys.map((key) => [key.id, key])));
}

export function keysText(keys: Iterable<MachineKey>): string {
  return `${JSON.stringify({ keys: [...keys] }, null, 2)}\n`;
}

/** The known key that a text is, whether or not it still holds. Takes as long for a wrong id as for a wrong secret. */
export function findKey(text: string, keys: ReadonlyMap<string, MachineKey>): MachineKey | null {
  const id = FORM.exec(text)?.[1];
  const key = id === undefined ? undefined : keys.get(id);
  const wanted = key === undefined ? NO_DIGEST : Buffer.from(key.sha256, 'hex');
  return timingSafeEqual(digestOf(text), wanted) && key !== undefined ? key : null;
}

/** Why a key holds no more; null = it holds. */
export function endOfKey({ expiresAt, revokedAt }: MachineKey, now: Date): 'revoked' | 'expired' | null {
  if (revokedAt !== null) return 'revoked';
  return Date.parse(expiresAt) <= now.getTime() ? 'expired' : null;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
