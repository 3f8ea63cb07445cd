import type { ClaimMapping } from './claim-mapping.ts';

/**
 * What the claims of a token mean where its issuer's configuration says nothing else.
 *
 * | Claim      | Form                                  | Becomes                                                          |
 * | ---------- | ------------------------------------- | ---------------------------------------------------------------- |
 * | `roles`    | list of texts, or one text            | the roles: portal, revops, finance, controller, auditor, admin   |
 * | `entities` | list of texts, or one text            | the legal entities whose records may be seen: codes such as `US` |
 * | `scope`    | texts with blanks between, or a list  | the scopes that `@requiresScopes` asks for; may be missing       |
 *
 * What a role may ask for stands in `policy.ts`. A legal entity only ever narrows: rows of others do not exist for the
 * principal. A token without a role or without an entity, or with one that is unknown, is refused: nothing is guessed.
 */
export const CLAIMS_DEFAULT: ClaimMapping = {
  roles: { claim: 'roles', always: [] },
  entities: { claim: 'entities', always: [] },
  scopes: { claim: 'scope', always: [] },
};

/** Also the most: how far an issuer's clock may be off, in seconds. */
export const CLOCK_TOLERANCE_MAX_S = 5;

/** The `typ` of an access token by RFC 9068. Anything else has to be listed. */
export const TYPES_DEFAULT: readonly string[] = ['at+jwt'];
