import { allIssuers, type TrustConfig } from '#gateway/config/trust.ts';
import type { Metrics } from '#gateway/edge/metrics.ts';
import { type Identity, type IdentitySettings, openIdentity } from './identity.ts';

/** Who this gateway believes by its configuration; refusals are counted. Rejects as `openIdentity` does. */
export function gatewayIdentity(
  config: TrustConfig & { readonly jwtSecret: string | null },
  parts: Pick<IdentitySettings, 'clock' | 'timers' | 'log'>,
  metrics: Pick<Metrics, 'authFailed'>,
): Promise<Identity> {
  const { clock, timers, log } = parts;
  return openIdentity({
    issuers: allIssuers(config.jwtSecret, config.issuers),
    legalEntities: config.legalEntities,
    keysFile: config.machineKeysFile,
    revocationsFile: config.revocationsFile,
    clock,
    timers,
    log,
    onRefused: ({ kind }) => metrics.authFailed(kind),
  });
}
