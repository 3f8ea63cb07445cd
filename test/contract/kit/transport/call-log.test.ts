import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { type Commands, readCommand, takeCommand } from '#kit/commands/command-door.ts';
import { CommandLog } from '#kit/commands/command-log.ts';
import { inLane } from '#kit/commands/lane.ts';
import { readVendorCalls } from '#kit/commands/read-vendor-calls.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { openLog } from '#kit/observability/log.ts';
import { rows } from '#kit/persistence/query.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers, systemTimers } from '#kit/runtime/timers.ts';
import type { PacerSettings } from '#kit/transport/pacer.ts';
import { dropCallsBefore } from '#kit/transport/postgres-call-log.ts';
import { openVendorLines } from '#kit/transport/postgres-lines.ts';
import { callVendor, type VendorCall, type VendorLine } from '#kit/transport/vendor-http.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type Ground, openGround, SCHEMA } from '../ground.ts';

const SAGA: Principal = {
  subject: 'operations',
  roles: ['service'],
  entities: ['US'],
  scopes: [],
  correlationId: 'cor_1',
};
const CANARY = 'canary-7f3a9c';
const UNPACED: PacerSettings = { ratePerSecond: null, concurrency: null };
const clock = new FixedClock('2026-08-16T09:00:00Z');

/** What the vendor answers next: a status and a body. */
let answer: { status: number; body: string; headers?: Readonly<Record<string, string>> };
let asked = 0;
let vendor: Server;
let address: string;
let ground: Ground;

beforeAll(async () => {
  ground = await openGround();
  vendor = createServer((request, response) => {
    asked += 1;
    request.resume().on('end', () => response.writeHead(answer.status, answer.headers ?? {}).end(answer.body));
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
});
afterAll(async () => {
  vendor.closeAllConnections();
  await new Promise((resolve) => vendor.close(resolve));
  await ground.close();
});
beforeEach(async () => {
  answer = { status: 200, body: '{"id":"in_1"}' };
  asked = 0;
  await ground.em.query(`truncate ${SCHEMA}.vendor_call, ${SCHEMA}.vendor_pace, ${SCHEMA}.command_log`);
});

const openLines = (polls?: 'ALL') =>
  openVendorLines({
    em: ground.em,
    schema: SCHEMA,
    clock,
    timers: systemTimers,
    log: openLog('call log test', 'silent'),
    ...(polls === undefined ? {} : { polls }),
  });

const kept = () =>
  rows<Readonly<Record<string, unknown>>>(ground.em, `select * from ${SCHEMA}.vendor_call order by id`);

const post = (body: string): VendorCall => ({
  method: 'POST',
  url: `${address}/v1/invoices?expand=lines`,
  headers: { authorization: `Bearer ${CANARY}` },
  body,
  key: 'op_1:bill',
});

/** Makes the calls as a command of a saga would. */
function asCommand(line: VendorLine, calls: readonly VendorCall[], call: { key?: string; lane?: string } = {}) {
  const read = readCommand(z.unknown(), async () => {
    const replies = [];
    for (const one of calls) replies.push(await callVendor(one, line));
    return ok(replies);
  });
  const commands: Commands = new Map([['bill', read]]);
  const log = new CommandLog(ground.em, SCHEMA, clock);
  return takeCommand({ commands, log, refused: async () => {} }, SAGA, {
    name: 'bill',
    command: {},
    key: 'op_1:bill',
    ...call,
  });
}

const ask = async (keyPrefix: string) => {
  const commands: Commands = new Map([['readVendorCalls', readVendorCalls(ground.em, SCHEMA, 'BILLING')]]);
  const log = new CommandLog(ground.em, SCHEMA, clock);
  return takeCommand({ commands, log, refused: async () => {} }, SAGA, {
    name: 'readVendorCalls',
    command: { keyPrefix },
  });
};

describe('the record of a vendor call', () => {
  it('says what was sent, what came back, for whom and how long it took', async () => {
    const lines = openLines();
    await asCommand(lines.open('stripe-main', UNPACED), [post('{"total":9007199254740993}')]);
    await lines.close();
    expect(await kept()).toEqual([
      {
        id: expect.anything(),
        at: clock.now(),
        connection: 'stripe-main',
        method: 'POST',
        path: '/v1/invoices?expand=lines',
        command_key: 'op_1:bill',
        correlation_id: 'cor_1',
        status: 200,
        duration_ms: expect.any(Number),
        request: '{"total":9007199254740993}',
        response: '{"id":"in_1"}',
        truncated: false,
        error: null,
      },
    ]);
  });

  it('holds no secret, wherever one was: header, address, request or answer', async () => {
    answer = { status: 200, body: `{"access_token":"${CANARY}","instance":"a"}`, headers: { 'set-cookie': CANARY } };
    const lines = openLines();
    const line = lines.open('stripe-main', UNPACED);
    const form = { ...post(`client_secret=${CANARY}&grant_type=x`), url: `${address}/token?api_key=${CANARY}` };
    await asCommand(line, [form, post(`{"card":{"number":"${CANARY}"},"password":["${CANARY}"]}`)]);
    await lines.flush();
    const all = JSON.stringify(await kept());
    expect(all).toContain('grant_type=x');
    expect(all).not.toContain(CANARY);
  });

  it('tells of a call that had no answer why', async () => {
    const lines = openLines();
    const nowhere = { ...post('{}'), url: 'http://127.0.0.1:1/v1/invoices' };
    await asCommand(lines.open('stripe-main', UNPACED), [nowhere]);
    await lines.flush();
    expect(await kept()).toMatchObject([{ status: null, response: null, error: 'Unavailable' }]);
  });

  it('is cut at 64 kB a body, and says so', async () => {
    answer = { status: 200, body: 'ü'.repeat(50_000) };
    const lines = openLines();
    await asCommand(lines.open('stripe-main', UNPACED), [post('{}')]);
    await lines.flush();
    const [call] = await kept();
    expect(call?.['truncated']).toBe(true);
    expect(call?.['response']).toBe('ü'.repeat(32 * 1024));
  });

  it('is left out of a poll that went well, and kept of one that failed', async () => {
    const lines = openLines();
    const line = lines.open('stripe-main', UNPACED);
    const poll: VendorCall = { method: 'GET', url: `${address}/v1/events`, key: null };
    await callVendor(poll, line);
    answer = { status: 503, body: 'later' };
    await callVendor(poll, line);
    await lines.flush();
    expect(await kept()).toMatchObject([{ path: '/v1/events', status: 503, command_key: null }]);
  });

  it('is kept of every poll where that is wanted', async () => {
    const lines = openLines('ALL');
    await callVendor({ method: 'GET', url: `${address}/v1/events`, key: null }, lines.open('stripe-main', UNPACED));
    await lines.flush();
    expect(await kept()).toHaveLength(1);
  });

  it('outlives the transaction of business that it was made in', async () => {
    const lines = openLines();
    const line = lines.open('stripe-main', UNPACED);
    const given = ground.dataSource.transaction(async () => {
      await asCommand(line, [post('{}')]);
      throw new Error('rolled back');
    });
    await expect(given).rejects.toThrow('rolled back');
    await lines.flush();
    expect(await kept()).toHaveLength(1);
  });

  it('neither holds up nor fails the call when it cannot be written', async () => {
    await ground.em.query(`alter table ${SCHEMA}.vendor_call rename to away`);
    try {
      const lines = openLines();
      const done = await asCommand(lines.open('stripe-main', UNPACED), [post('{}')]);
      await lines.flush();
      expect(done.ok).toBe(true);
    } finally {
      await ground.em.query(`alter table ${SCHEMA}.away rename to vendor_call`);
    }
  });

  it('is found by the key of its command or the prefix of its operation, oldest first', async () => {
    const lines = openLines();
    const line = lines.open('stripe-main', UNPACED);
    await asCommand(line, [post('{"n":1}'), post('{"n":2}')], { key: 'op_1:bill' });
    await asCommand(line, [post('{"n":3}')], { key: 'op_1:bill:undo' });
    await asCommand(line, [post('{"n":4}')], { key: 'op_10:bill' });
    await lines.flush();
    const found = (await ask('op_1:')) as {
      ok: true;
      value: readonly { request: string; system: string; at: string }[];
    };
    expect(found.value.map(({ request }) => request)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(found.value[0]).toMatchObject({
      system: 'BILLING',
      at: '2026-08-16T09:00:00.000Z',
      commandKey: 'op_1:bill',
    });
    expect(await ask('op_%')).toEqual(ok([]));
  });

  it('is dropped when it is old', async () => {
    await ground.em.query(
      `insert into ${SCHEMA}.vendor_call (at, connection, method, path, duration_ms, truncated)
       select $1::timestamptz - make_interval(days => n), 'stripe-main', 'GET', '/', 1, false
       from generate_series(0, 6000) n`,
      [clock.now()],
    );
    expect(await dropCallsBefore(ground.em, SCHEMA, new Date('2026-05-18T09:00:00Z'))).toBe(5910);
    const own = new FixedClock(clock.now());
    const timers = new FakeTimers(own);
    const lines = openVendorLines({
      em: ground.em,
      schema: SCHEMA,
      clock: own,
      timers,
      log: openLog('-', 'silent'),
      keptDays: 10,
    });
    await timers.advance(3_600_000);
    await lines.close();
    // Ten days and the hour that has passed.
    expect(await kept()).toHaveLength(10);
  });
});

describe('the line of a connection', () => {
  it('holds every lane back when the vendor answers 429, and sends nothing meanwhile', async () => {
    const lines = openLines();
    const line = lines.open('stripe-main', { ratePerSecond: 1000, concurrency: null, waitMaxMs: 100 });
    answer = { status: 429, body: '', headers: { 'retry-after': '30' } };
    const call: VendorCall = { method: 'GET', url: address, key: null };
    await expect(callVendor(call, line)).resolves.toMatchObject({ ok: true, value: { status: 429 } });
    const refusal = fail({ kind: 'RateLimited', retryAfterMs: expect.any(Number) });
    await expect(inLane('BULK', () => callVendor(call, line))).resolves.toEqual(refusal);
    await expect(callVendor(call, line)).resolves.toEqual(refusal);
    expect(asked).toBe(1);
  });

  it('takes the lane of the command that calls', async () => {
    const lines = openLines();
    const lanes: string[] = [];
    const { pacer, calls } = lines.open('stripe-main', UNPACED);
    const line: VendorLine = {
      calls,
      pacer: {
        ...pacer,
        run: (lane, call) => {
          lanes.push(lane);
          return call();
        },
      },
    };
    await asCommand(line, [post('{}')]);
    await asCommand(line, [post('{}')], { lane: 'BULK' });
    await expect(asCommand(line, [post('{}')], { lane: 'FAST' })).rejects.toThrow('a lane that is none');
    await lines.flush();
    expect(lanes).toEqual(['INTERACTIVE', 'BULK']);
  });
});
