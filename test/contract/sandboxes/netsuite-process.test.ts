import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CERTIFICATE_ID, CLIENT_ID, Client, PUBLIC_KEY_PEM } from './netsuite-client.ts';

const MAIN = join(import.meta.dirname, '../../../sandboxes/netsuite/main.ts');

describe('the NetSuite sandbox as a process of its own', () => {
  it('takes its account from the environment, tells its address and goes with its parent', async () => {
    const child = fork(MAIN, {
      silent: true,
      env: {
        ...process.env,
        PORT: '0',
        NETSUITE_CLIENT_ID: CLIENT_ID,
        NETSUITE_CERTIFICATE_ID: CERTIFICATE_ID,
        NETSUITE_PUBLIC_KEY: PUBLIC_KEY_PEM,
        NETSUITE_CONCURRENCY_MAX: '3',
      },
    });
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const [{ url }] = await once(child, 'message');
    const client = await Client.signIn(url);
    const { body } = await client.call('GET', '/services/rest/system/v1/governanceLimits');
    expect(body.accountConcurrencyLimit).toBe(3);
    const exited = once(child, 'exit');
    child.disconnect();
    expect((await exited)[0]).toBe(0);
    expect(JSON.parse(printed)).toEqual({ url });
  });
});
