import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

const MAIN = resolve('sandboxes/stripe/main.ts');

/** Whatever a test leaves behind is ended after it. */
const children: ChildProcess[] = [];

async function started(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(MAIN, ['--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    env: { ...process.env, STRIPE_API_KEY: 'sk_test_process' },
    execArgv: [],
  });
  children.push(child);
  const line = once(child.stdout ?? child, 'data') as Promise<[Buffer]>;
  const [message] = (await once(child, 'message')) as [{ url: string }];
  const [printed] = await line;
  expect(JSON.parse(printed.toString('utf8'))).toEqual(message);
  return { child, url: message.url };
}

async function create(url: string, key: string): Promise<{ id: string }> {
  const response = await fetch(`${url}/v1/customers`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk_test_process', 'idempotency-key': key },
    body: 'name=Northwind',
  });
  return (await response.json()) as { id: string };
}

describe('the Stripe sandbox as a process', () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(`${tmpdir()}/stripe-process-`);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true });
  });

  it('forgets nothing that it had answered when it is killed, and ends with its parent', async () => {
    const first = await started(dataDir);
    const made = await create(first.url, 'k-1');
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    const second = await started(dataDir);
    expect((await create(second.url, 'k-1')).id).toBe(made.id);
    const ledger = await fetch(`${second.url}/__sandbox/ledger`);
    expect(await ledger.json()).toMatchObject({ effects: [{ kind: 'customer.created', id: made.id, key: 'k-1' }] });
    const exit = once(second.child, 'exit');
    second.child.disconnect();
    expect(await exit).toEqual([0, null]);
  });
});
