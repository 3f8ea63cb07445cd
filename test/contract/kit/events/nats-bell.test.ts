import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { openNatsBell } from '#kit/events/nats-bell.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers, systemTimers } from '#kit/runtime/timers.ts';
import { freePort } from '#local/postgres/free-port.ts';

const NATS_SERVER = '/usr/sbin/nats-server';
const RINGS = 5;
const DATABASE = 'postgres://somebody@localhost/books';

const described = existsSync(NATS_SERVER) ? describe : describe.skip;
if (!existsSync(NATS_SERVER)) console.warn(`Skipped: ${NATS_SERVER} is missing (Debian's package nats-server).`);

described('the event bell over NATS', () => {
  let port: number;
  let server: ChildProcess;
  const opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    port = await freePort();
  });
  beforeEach(async () => {
    server = await startServer(port);
  });
  afterEach(async () => {
    for (const bell of opened.splice(0)) await bell.close();
    await stop(server);
  });

  /** A bell on a time of its own, so that nobody is woken by the second that has passed. */
  async function stillBell(databaseUrl = DATABASE) {
    const timers = new FakeTimers(new FixedClock('2026-08-16T09:00:00Z'));
    const bell = await openNatsBell({ natsUrl: `nats://127.0.0.1:${port}`, databaseUrl }, timers);
    opened.push(bell);
    return { timers, bell };
  }

  it('wakes the readers of every process on the database, and nobody else', async () => {
    const [here, there, elsewhere] = await Promise.all([
      stillBell(),
      stillBell(),
      stillBell(DATABASE.replace('books', 'others')),
    ]);
    const [near, far, foreign] = [wakening(), wakening(), wakening()];
    here.bell.listen(near.wake);
    there.bell.listen(far.wake);
    elsewhere.bell.listen(foreign.wake);
    // Several, so that one that came here as well would have come by the time of our own.
    for (let rings = 0; rings < RINGS; rings += 1) {
      const heard = wakening();
      const unlisten = elsewhere.bell.listen(heard.wake);
      elsewhere.bell.ring();
      await elsewhere.timers.advance(20);
      await heard.came;
      unlisten();
    }
    here.bell.ring();
    await here.timers.advance(20);
    await Promise.all([near.came, far.came]);
    expect([near.count, far.count, foreign.count]).toEqual([1, 1, RINGS]);
  });

  it('goes on by the second while the server is away, and rings again when it is back', async () => {
    const [here, there] = await Promise.all([stillBell(), stillBell()]);
    await stop(server);
    const polled = wakening();
    const unlisten = there.bell.listen(polled.wake);
    here.bell.ring();
    await there.timers.advance(1_000);
    await polled.came;
    unlisten();
    server = await startServer(port);
    const woken = wakening();
    there.bell.listen(woken.wake);
    let came = false;
    void woken.came.then(() => {
      came = true;
    });
    // Until both have found the server again, a ring is lost.
    while (!came) {
      here.bell.ring();
      await here.timers.advance(20);
      await systemTimers.sleep(20);
    }
  });

  it('says so when there is no server to begin with', async () => {
    await stop(server);
    await expect(stillBell()).rejects.toThrow();
  });
});

/** Settles at the first call of `wake`. */
function wakening() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  return {
    came: promise,
    wake: () => {
      count += 1;
      resolve();
    },
    get count() {
      return count;
    },
  };
}

async function startServer(port: number): Promise<ChildProcess> {
  const server = spawn(NATS_SERVER, ['-a', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  for await (const chunk of server.stderr ?? []) {
    said += String(chunk);
    if (said.includes('Server is ready')) break;
  }
  return server;
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
