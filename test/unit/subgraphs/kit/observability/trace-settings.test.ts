import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NO_TRACER } from '#kit/observability/trace.ts';
import { readTraceSettings, tracerOf } from '#kit/observability/trace-settings.ts';

function read(variables: Readonly<Record<string, string>>) {
  const faults: string[] = [];
  const text = (name: string) => variables[name] ?? null;
  return { settings: readTraceSettings({ text, note: (fault) => faults.push(fault) }), faults };
}

describe('the settings of traces', () => {
  it.each([
    ['nothing', {}, null, 1],
    ['a common address', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' }, 'http://c:4318/v1/traces', 1],
    [
      'an address for traces',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://t/x' },
      'https://t/x',
      1,
    ],
    ['a switch', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' }, null, 1],
    ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }, null, 1],
    ['a share', { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }, null, 0.25],
    ['none but the callers’', { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, null, 0],
  ])('are those that OpenTelemetry knows: %s', (_name, variables, endpoint, ratio) => {
    expect(read(variables as Record<string, string>)).toEqual({ settings: { endpoint, ratio }, faults: [] });
  });

  it.each([
    [{ OTEL_TRACES_SAMPLER: 'constructor' }, /^OTEL_TRACES_SAMPLER takes one of parentbased_always_on, /],
    [
      { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' },
      /_ARG takes a number from 0 to 1/,
    ],
    [{ OTEL_TRACES_EXPORTER: 'zipkin' }, /^OTEL_TRACES_EXPORTER takes otlp or none/],
  ])('are refused with what they take: %j', (variables, fault) => {
    expect(read(variables as Record<string, string>).faults).toEqual([expect.stringMatching(fault)]);
  });

  it('do not repeat an address that is none, which may hold a password', () => {
    const { faults } = read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://user:hunter2@c' });
    expect(faults).toEqual(['OTEL_EXPORTER_OTLP_ENDPOINT takes an http address.']);
  });
});

describe('spans', () => {
  it('are made by nobody where no address is set', async () => {
    expect(await tracerOf({ endpoint: null, ratio: 1 }, 'x', { warn: () => undefined })).toBe(NO_TRACER);
  });

  /** Sends one span to a collector that answers with this status; what the collector and the log were told. */
  async function sendTo(status: number) {
    const taken: unknown[] = [];
    const warned: unknown[] = [];
    const server = createServer((request, response) => {
      taken.push(request.url, request.headers['content-type']);
      request.resume().on('end', () => response.writeHead(status).end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const warn = (...told: readonly unknown[]) => warned.push(told);
      const tracer = await tracerOf({ endpoint: `http://127.0.0.1:${port}/v1/traces`, ratio: 1 }, 'x', { warn });
      tracer.start('own', 'server').end();
      await tracer.close();
    } finally {
      server.close();
    }
    return { taken, warned };
  }

  it('leave by OTLP in protobuf, at the latest when the process ends', async () => {
    expect(await sendTo(200)).toEqual({ taken: ['/v1/traces', 'application/x-protobuf'], warned: [] });
  });

  it('that nobody takes are told to the log, without what they were, and keep no process from ending', async () => {
    expect((await sendTo(400)).warned).toEqual([[{ lostCount: 1 }, 'spans could not be sent']]);
  });
});
