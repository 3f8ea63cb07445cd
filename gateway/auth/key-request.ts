import { isRole, ROLES, type Role } from '#kit/identity/principal.ts';
import type { Random } from '#kit/runtime/random.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { isEntityCode, isScope } from './claim-mapping.ts';
import { type MachineKey, newKeyText } from './machine-key.ts';

/** What a new key is asked for with. */
export interface KeyRequest {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly entities: readonly string[];
  readonly scopes: readonly string[];
  readonly days: number;
}

const DAYS_DEFAULT = 90;
const DAYS_MAX = 366;
const DAY_MS = 86_400_000;

/** What the command line asks for, or one sentence a fault. Values are text as typed; undefined = not given. */
export function keyRequestFrom(options: {
  readonly name?: string | undefined;
  readonly role?: string | undefined;
  readonly entities?: string | undefined;
  readonly scopes?: string | undefined;
  readonly days?: string | undefined;
}): Result<KeyRequest, readonly string[]> {
  const { name = '', days = `${DAYS_DEFAULT}` } = options;
  const [roles, entities, scopes] = [options.role, options.entities, options.scopes].map(wordsOf);
  const known = (roles ?? []).filter(isRole);
  const faults = [
    [
      /^[a-z0-9][a-z0-9-]{0,62}$/.test(name),
      '--name takes lower-case letters, digits and dashes: what the key is for.',
    ],
    [roles?.length === known.length && known.length > 0, `--role takes one or several of ${ROLES.join(', ')}.`],
    [
      entities !== undefined && entities.length > 0 && entities.every(isEntityCode),
      '--entities takes codes of legal entities, such as US,DE.',
    ],
    [scopes?.every(isScope) === true, '--scopes takes names of scopes, such as money:read,money:write.'],
    [
      /^\d{1,3}$/.test(days) && Number(days) >= 1 && Number(days) <= DAYS_MAX,
      `--days takes a whole number from 1 to ${DAYS_MAX}.`,
    ],
  ].flatMap(([isRight, fault]) => (isRight === true ? [] : [String(fault)]));
  if (faults.length > 0) return fail(faults);
  return ok({ name, roles: known, entities: entities ?? [], scopes: scopes ?? [], days: Number(days) });
}

/** A new key: `text` is for whoever asked, `key` for the file. */
export function makeKey(
  { days, ...request }: KeyRequest,
  now: Date,
  random: Random,
): { readonly text: string; readonly key: MachineKey } {
  const { text, id, sha256 } = newKeyText(random);
  const { name, roles, entities, scopes } = request;
  const key: MachineKey = {
    id,
    name,
    sha256,
    roles: roles.filter(isRole),
    entities: [...entities],
    scopes: [...scopes],
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + days * DAY_MS).toISOString(),
    revokedAt: null,
  };
  return { text, key };
}

function wordsOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(',').map((word) => word.trim());
}
