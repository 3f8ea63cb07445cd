import type { EnvironmentReader } from './environment.ts';

/** Who may ask at all, and by which table. */
export interface AccessConfig {
  /** `off`: nobody says who they are, and everybody may ask for everything; for trying things out only. */
  readonly auth: 'on' | 'off';
  /** `table`: the rows of `auth/policy.ts` decide about root fields and types. `none`: they are of another graph. */
  readonly policyBy: 'table' | 'none';
  /** Whether readers outside see a form of the graph of their own (`auth/variants.ts`), or all of it that they may have. */
  readonly variants: boolean;
}

export const ACCESS_DEFAULTS: AccessConfig = { auth: 'on', policyBy: 'table', variants: true };

/** `AUTH=on|off` (never `off` in production) `POLICY=table|none` (`none` with `AUTH=off`) and `VARIANTS=on|off`. */
export function readAccess(environment: EnvironmentReader): AccessConfig {
  const auth = environment.choice('AUTH', ['on', 'off'], ACCESS_DEFAULTS.auth);
  const fallback = auth === 'off' ? 'none' : ACCESS_DEFAULTS.policyBy;
  const policyBy = environment.choice('POLICY', ['table', 'none'], fallback);
  if (auth === 'off' && environment.isProduction) {
    environment.note('AUTH=off is refused in production (NODE_ENV=production): leave AUTH out and give JWT_SECRET.');
  }
  return { auth, policyBy, variants: environment.switch('VARIANTS', ACCESS_DEFAULTS.variants) };
}
