import { NOT_TRACED, readTraceSettings, type TraceSettings } from '#kit/observability/trace-settings.ts';
import type { EnvironmentReader } from './environment.ts';

/** What the gateway tells of itself, and to whom. */
export interface ObservabilityConfig {
  /** Opens /metrics besides a token of an admin; null = only that. */
  readonly metricsToken: string | null;
  readonly logLevel: string;
  readonly tracing: TraceSettings;
  /** Whether a caller may say which trace its request is part of, and with that whether it is kept. */
  readonly trustTraceparent: boolean;
}

export const OBSERVABILITY_DEFAULTS: ObservabilityConfig = {
  metricsToken: null,
  logLevel: 'info',
  tracing: NOT_TRACED,
  trustTraceparent: false,
};

/** `METRICS_TOKEN`, `LOG_LEVEL`, `TRUST_TRACEPARENT` (`on` or `off`), and OpenTelemetry's variables for traces. */
export function readObservability(environment: EnvironmentReader): Partial<ObservabilityConfig> {
  return {
    metricsToken: environment.text('METRICS_TOKEN'),
    logLevel: environment.text('LOG_LEVEL') ?? OBSERVABILITY_DEFAULTS.logLevel,
    tracing: readTraceSettings(environment),
    trustTraceparent: environment.choice('TRUST_TRACEPARENT', ['on', 'off'], 'off') === 'on',
  };
}
