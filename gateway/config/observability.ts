import type { EnvironmentReader } from './environment.ts';

/** What the gateway tells of itself, and to whom. */
export interface ObservabilityConfig {
  /** Opens /metrics besides a token of an admin; null = only that. */
  readonly metricsToken: string | null;
  readonly logLevel: string;
}

export const OBSERVABILITY_DEFAULTS: ObservabilityConfig = { metricsToken: null, logLevel: 'info' };

/** `METRICS_TOKEN`, `LOG_LEVEL`. */
export function readObservability(environment: EnvironmentReader): Partial<ObservabilityConfig> {
  return {
    metricsToken: environment.text('METRICS_TOKEN'),
    logLevel: environment.text('LOG_LEVEL') ?? OBSERVABILITY_DEFAULTS.logLevel,
  };
}
