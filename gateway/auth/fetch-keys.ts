import { Agent, request } from 'undici';
import type { Timers } from '#kit/runtime/timers.ts';

const TIMEOUT_MS = 3_000;
const BYTES_MAX = 64 * 1024;

export interface KeyFetcher {
  /** The JSON at an issuer's address. Rejects after 3 s, for a redirect, an error or more than 64 kB. */
  fetch(url: string): Promise<unknown>;
  close(): Promise<void>;
}

/** The only way on which the gateway asks issuers for anything; addresses come from the configuration alone. */
export function keyFetcher(timers: Timers): KeyFetcher {
  const agent = new Agent({ connect: { timeout: TIMEOUT_MS }, connections: 2, keepAliveTimeout: 1_000 });
  return {
    fetch: async (url) => {
      const ended = new AbortController();
      const late = new AbortController();
      void timers.sleep(TIMEOUT_MS, ended.signal).then(() => {
        if (!ended.signal.aborted) late.abort(new Error('no answer in time'));
      });
      try {
        const headers = { accept: 'application/jwk-set+json, application/json' };
        const answer = await request(url, { dispatcher: agent, headers, signal: late.signal });
        if (answer.statusCode !== 200) {
          await answer.body.dump({ limit: BYTES_MAX });
          throw new Error(`answered ${answer.statusCode}`);
        }
        return JSON.parse(await textOf(answer.body));
      } finally {
        ended.abort();
      }
    },
    close: () => agent.destroy(),
  };
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX) throw new Error(`more than ${BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
