import { CLAIMS_DEFAULT, CLOCK_TOLERANCE_MAX_S } from './identity-defaults.ts';
import { type Issuer, SECRET_ALGORITHM } from './issuer.ts';

export const TOKEN_ISSUER = 'revgraph';
export const TOKEN_AUDIENCE = 'revgraph';

/** The issuer behind `npm run token`: whoever holds `JWT_SECRET`. */
export function sharedSecretIssuer(secret: string): Issuer {
  return {
    name: 'shared-secret',
    issuer: TOKEN_ISSUER,
    audience: TOKEN_AUDIENCE,
    keys: { kind: 'SECRET', secret },
    algorithms: [SECRET_ALGORITHM],
    types: ['at+jwt', 'jwt', ''],
    clockToleranceS: CLOCK_TOLERANCE_MAX_S,
    requiredClaims: [],
    claims: CLAIMS_DEFAULT,
    login: null,
  };
}
