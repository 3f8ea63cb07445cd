import type { Logger } from './log.ts';
import { NO_TRACER, type Tracer } from './trace.ts';

/** Whether traces are kept, and where they go. */
export interface TraceSettings {
  /** Takes spans by OTLP over HTTP; null = nobody traces. */
  readonly endpoint: string | null;
  /** Share of the traces that begin here which are kept, from 0 to 1; others are as their caller decided. */
  readonly ratio: number;
}

export const NOT_TRACED: TraceSettings = { endpoint: null, ratio: 1 };

/** One process's environment; an empty variable is as good as none. */
export interface TraceEnvironment {
  text(name: string): string | null;
  /** Takes a fault, with its fix. */
  note(fault: string): void;
}

const ROOT_SAMPLERS: Readonly<Record<string, number | 'ratio'>> = {
  parentbased_always_on: 1,
  parentbased_always_off: 0,
  parentbased_traceidratio: 'ratio',
};

/**
 * OpenTelemetry's own variables: `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, or `OTEL_EXPORTER_OTLP_ENDPOINT` to which
 * `/v1/traces` is added; `OTEL_TRACES_SAMPLER` (one of the three that follow the caller) with `OTEL_TRACES_SAMPLER_ARG`;
 * `OTEL_SDK_DISABLED` and `OTEL_TRACES_EXPORTER=none`. Headers, certificates, time-outs, the service's name and its
 * resource attributes are read by the library from the variables that it knows them by.
 */
export function readTraceSettings(environment: TraceEnvironment): TraceSettings {
  const text = (name: string) => environment.text(name);
  const note = (fault: string) => environment.note(fault);
  if (text('OTEL_SDK_DISABLED') === 'true') return NOT_TRACED;
  const exporter = text('OTEL_TRACES_EXPORTER') ?? 'otlp';
  if (exporter === 'none') return NOT_TRACED;
  if (exporter !== 'otlp') note('OTEL_TRACES_EXPORTER takes otlp or none.');
  const endpoint = endpointOf(text, note);
  const ratio = ratioOf(text, note);
  return { endpoint, ratio };
}

function endpointOf(text: TraceEnvironment['text'], note: TraceEnvironment['note']): string | null {
  const own = text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const common = text('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (own === null && common === null) return null;
  const address = own ?? `${common?.replace(/\/$/, '')}/v1/traces`;
  if (URL.canParse(address) && /^https?:/.test(address)) return address;
  // The address itself may hold a password, so it is not repeated.
  note(`${own === null ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'} takes an http address.`);
  return null;
}

function ratioOf(text: TraceEnvironment['text'], note: TraceEnvironment['note']): number {
  const name = text('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const root = Object.hasOwn(ROOT_SAMPLERS, name) ? ROOT_SAMPLERS[name] : undefined;
  if (root === undefined) note(`OTEL_TRACES_SAMPLER takes one of ${Object.keys(ROOT_SAMPLERS).join(', ')}.`);
  if (root !== 'ratio') return root ?? 1;
  const ratio = Number(text('OTEL_TRACES_SAMPLER_ARG') ?? 1);
  if (ratio >= 0 && ratio <= 1) return ratio;
  note('OTEL_TRACES_SAMPLER_ARG takes a number from 0 to 1.');
  return 1;
}

/** Loads what traces only where somebody wants traces. What cannot be sent is told to the log, and lost. */
export async function tracerOf(
  { endpoint, ratio }: TraceSettings,
  serviceName: string,
  log: Pick<Logger, 'warn'>,
): Promise<Tracer> {
  if (endpoint === null) return NO_TRACER;
  const [{ openTracer }, { OTLPTraceExporter }] = await Promise.all([
    import('./open-tracer.ts'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
  ]);
  const exporter = new OTLPTraceExporter({ url: endpoint });
  return openTracer({ serviceName, ratio, exporter: tellingOfLosses(exporter, log) });
}

type Exporter = Parameters<typeof import('./open-tracer.ts')['openTracer']>[0]['exporter'];

function tellingOfLosses(exporter: Exporter, log: Pick<Logger, 'warn'>): Exporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.error !== undefined) log.warn({ lostCount: spans.length }, 'spans could not be sent');
        done(result);
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
