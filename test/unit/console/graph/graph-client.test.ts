import { z } from 'zod';
import { defineDocument } from '../../../../console/src/graph/document.ts';
import { createGraphClient } from '../../../../console/src/graph/graph-client.ts';

const read = defineDocument<Record<string, never>>()('{ name }', z.object({ name: z.string() }));

describe('a question that the graph refuses', () => {
  const before = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = before;
  });

  it('is told with the sentence, the code and the correlation id of the refusal, which has no data', async () => {
    const refusal = { message: 'Ask for less.', extensions: { code: 'QUERY_LIMIT_EXCEEDED', correlationId: 'cor_1' } };
    globalThis.fetch = async () => Response.json({ errors: [refusal] }, { status: 400 });
    const client = createGraphClient({
      url: 'http://graph.test',
      token: () => 't',
      onUnauthenticated: () => undefined,
    });
    expect(await client.ask(read, {})).toEqual({
      ok: false,
      failure: { kind: 'Refused', message: 'Ask for less.', code: 'QUERY_LIMIT_EXCEEDED', correlationId: 'cor_1' },
    });
  });
});
