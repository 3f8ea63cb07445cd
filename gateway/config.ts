import { systemTimers, type Timers } from '#kit/runtime/timers.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { ACCESS_DEFAULTS, type AccessConfig, readAccess } from './config/access.ts';
import { type DoorConfig, doorDefaults, readDoor } from './config/door.ts';
import { EnvironmentReader } from './config/environment.ts';
import {
  committedRuntimeSupergraph,
  committedSupergraph,
  GRAPH_DEFAULTS,
  type GraphConfig,
  readGraph,
} from './config/graph.ts';
import { type IdentityConfig, readIdentity } from './config/identity.ts';
import { LIMITS_DEFAULTS, type LimitsConfig, readLimits } from './config/limits.ts';
import { LIVE_DEFAULTS, type LiveConfig, readLive } from './config/live.ts';
import { OBSERVABILITY_DEFAULTS, type ObservabilityConfig, readObservability } from './config/observability.ts';
import { readServing, SERVING_DEFAULTS, type ServingConfig } from './config/serving.ts';
import { TRUST_DEFAULTS } from './config/trust.ts';

/** Everything about a gateway that differs from run to run. */
export interface GatewayConfig
  extends ServingConfig,
    AccessConfig,
    GraphConfig,
    IdentityConfig,
    LimitsConfig,
    DoorConfig,
    LiveConfig,
    ObservabilityConfig {}

/** What a run has to say; all else has a default. */
export type GatewaySettings = Partial<GatewayConfig> &
  Pick<GatewayConfig, 'jwtSecret' | 'serviceSecret' | 'subgraphUrls'>;

/** Fills in the defaults. Throws when the committed supergraph cannot be read and none was given. */
export function gatewayConfig(settings: GatewaySettings): GatewayConfig {
  return {
    ...SERVING_DEFAULTS,
    ...ACCESS_DEFAULTS,
    ...GRAPH_DEFAULTS,
    ...TRUST_DEFAULTS,
    ...LIMITS_DEFAULTS,
    ...doorDefaults(settings.production ?? SERVING_DEFAULTS.production),
    ...LIVE_DEFAULTS,
    ...OBSERVABILITY_DEFAULTS,
    runtimeSupergraphSdl: settings.supergraphSdl === undefined ? committedRuntimeSupergraph() : null,
    ...settings,
    supergraphSdl: settings.supergraphSdl ?? committedSupergraph(),
  };
}

/** The configuration of a gateway that is a service of its own, or every fault with its fix. */
export async function readGatewayConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  timers: Timers = systemTimers,
): Promise<Result<GatewayConfig, readonly string[]>> {
  const reader = new EnvironmentReader(environment);
  const access = readAccess(reader);
  const settings: GatewaySettings = {
    ...access,
    ...(await readGraph(reader, timers)),
    ...readIdentity(reader, access),
    ...readServing(reader),
    ...readLimits(reader),
    ...readDoor(reader),
    ...readLive(reader),
    ...readObservability(reader),
  };
  return reader.faults.length > 0 ? fail(reader.faults) : ok(gatewayConfig(settings));
}
