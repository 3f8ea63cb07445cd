import { z } from 'zod';
import { isRole, ROLES, type Role } from '#kit/identity/principal.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/**
 * Where a grant stands in an issuer's tokens. `claim` is a name, or the names on the way down, such as
 * `["realm_access", "roles"]`; its value is a text or a list of texts. With `map`, values outside of it count for
 * nothing; without it each value has to be one of ours. `always` is granted to every token of the issuer.
 */
const grantSchema = z.strictObject({
  claim: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(5)]).optional(),
  map: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  always: z.array(z.string()).default([]),
});
type Grant = z.output<typeof grantSchema>;

/** Defaults, and what each says, stand in `identity-defaults.ts`. */
export const claimMappingSchema = z.strictObject({ roles: grantSchema, entities: grantSchema, scopes: grantSchema });
export type ClaimMapping = z.output<typeof claimMappingSchema>;

export interface Grants {
  readonly roles: readonly Role[];
  readonly entities: readonly string[];
  readonly scopes: readonly string[];
}

const VALUES_MAX = 200;

/** The form of a legal entity's code. */
export function isEntityCode(text: string): boolean {
  return /^[A-Z0-9][A-Z0-9_-]{0,31}$/.test(text);
}

/** The characters of a scope by RFC 6749, 3.3. */
export function isScope(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(text);
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * What an issuer's claims grant here, or one sentence why it is nothing that we know: no role or no legal entity at all,
 * or one that is unknown. `legalEntities` are the codes there are; null = any well-formed one.
 */
export function grantsOf(
  claims: Claims,
  mapping: ClaimMapping,
  legalEntities: ReadonlySet<string> | null,
): Result<Grants, string> {
  const roles = valuesOf(claims, mapping.roles);
  const entities = valuesOf(claims, mapping.entities);
  // A scope is often one text of several, with blanks between them.
  const scopes = valuesOf(claims, mapping.scopes, (text) => text.split(' ').filter((name) => name !== ''));
  if (roles === null || entities === null || scopes === null) return fail('a grant is no text and no list of texts');
  if (roles.length === 0) return fail('no role is granted');
  if (entities.length === 0) return fail('no legal entity is granted');
  const strangeRole = roles.find((role) => !isRole(role));
  if (strangeRole !== undefined) return fail(`unknown role ${quoted(strangeRole)}`);
  const strangeEntity = entities.find((code) => !isEntityCode(code) || legalEntities?.has(code) === false);
  if (strangeEntity !== undefined) return fail(`unknown legal entity ${quoted(strangeEntity)}`);
  const strangeScope = scopes.find((scope) => !isScope(scope));
  if (strangeScope !== undefined) return fail(`malformed scope ${quoted(strangeScope)}`);
  return ok({ roles: roles.filter(isRole), entities, scopes });
}

/** Faults of a mapping that its form does not show: what it grants has to be ours. */
export function mappingFaults({ roles, entities }: ClaimMapping): readonly string[] {
  const granted = ({ map = {}, always }: Grant) => [...Object.values(map).flat(), ...always];
  return [
    ...granted(roles).flatMap((role) =>
      isRole(role) ? [] : [`claims.roles grants ${quoted(role)}: it takes ${ROLES.join(', ')}`],
    ),
    ...granted(entities).flatMap((code) =>
      isEntityCode(code) ? [] : [`claims.entities grants ${quoted(code)}: it takes codes such as US`],
    ),
  ];
}

/** Sorted and each once, so that equal grants are equal texts; null when the claim is of another form. */
function valuesOf(
  claims: Claims,
  { claim, map, always }: Grant,
  split: (text: string) => readonly string[] = (text) => [text],
): readonly string[] | null {
  const found = claim === undefined ? undefined : valueAt(claims, typeof claim === 'string' ? [claim] : claim);
  const texts = found === undefined || found === null ? [] : textsOf(found, split);
  if (texts === null) return null;
  const granted =
    map === undefined ? texts : texts.flatMap((text) => (Object.hasOwn(map, text) ? map[text] : [])).flat();
  return [...new Set([...granted.filter((value) => value !== undefined), ...always])].sort();
}

function textsOf(value: unknown, split: (text: string) => readonly string[]): readonly string[] | null {
  if (typeof value === 'string') return split(value);
  if (!Array.isArray(value) || value.length > VALUES_MAX) return null;
  return value.every((member) => typeof member === 'string') ? value : null;
}

function valueAt(claims: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return claims;
  if (typeof claims !== 'object' || claims === null || !Object.hasOwn(claims, name)) return undefined;
  return valueAt(Reflect.get(claims, name), rest);
}

/** Bounded and in one line, for a log. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
