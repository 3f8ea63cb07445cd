import { readLocalConfig } from '#local/config.ts';

describe('the configuration of a local run', () => {
  it('needs nothing, and asks the subgraphs by their doors', () => {
    const config = readLocalConfig({});
    expect(config.ok ? config.value : config.error).toMatchObject({ port: 4000, subgraphCalls: 'in-process' });
  });

  it('asks them over HTTP where that is said', () => {
    expect(readLocalConfig({ SUBGRAPH_CALLS: 'http' })).toMatchObject({ ok: true, value: { subgraphCalls: 'http' } });
  });

  it('tells all faults at once, each with its fix', () => {
    expect(readLocalConfig({ PORT: 'many', SUBGRAPH_CALLS: 'grpc' })).toEqual({
      ok: false,
      error: ['PORT must be a whole number from 0 to 65535.', 'SUBGRAPH_CALLS must be in-process or http.'],
    });
  });
});
