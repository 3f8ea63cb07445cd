import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  anAccount,
  askForToken,
  BASE,
  connect,
  control,
  effects,
  type Org,
  readAnswer,
  startOrg,
} from './salesforce-harness.ts';
import { answersChecked, SPEC_PRESENT } from './salesforce-spec.ts';
import { Subscriber } from './salesforce-subscriber.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'salesforce-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const FROM_START = { topic_name: '/data/ChangeEvents', replay_preset: 'EARLIEST', num_requested: 100 };

async function restarted(org: Org): Promise<Org> {
  await org.sandbox.close();
  return startOrg({ dataDir });
}

describe('an org that is started again', () => {
  it('still has its records, keys, effects and the place of every subscriber', async () => {
    const before = await startOrg({ dataDir });
    const id = await anAccount(before);
    await anAccount(before, 'CUS-2', 'Contoso');
    const first = new Subscriber(before);
    const [seen] = await first.subscribe({ ...FROM_START, num_requested: 1 }).events(1);
    first.close();

    const org = await restarted(before);
    expect(effects(org)).toEqual(['account.created CUS-1', 'account.created CUS-2']);
    expect(await anAccount(org)).toBe(id);
    expect(await anAccount(org, 'CUS-3', 'Fabrikam')).not.toBe(id);
    expect((await org.conn.query('SELECT COUNT() FROM User')).totalSize).toBe(3);
    const second = new Subscriber(org);
    const events = await second
      .subscribe({ ...FROM_START, replay_preset: 'CUSTOM', replay_id: seen?.replayId })
      .events(3);
    expect(events.map(({ payload }) => payload.RevgraphId__c)).toEqual(['CUS-2', null, 'CUS-3']);
    second.close();
    await org.sandbox.close();
  });

  it('has not what was taken back before', async () => {
    const before = await startOrg({ dataDir });
    const account = { attributes: { type: 'Account' } };
    const body = { allOrNone: true, records: [{ ...account, Name: 'A' }, account] };
    await before.call('POST', '/composite/sobjects', body);
    const org = await restarted(before);
    expect((await org.conn.query('SELECT COUNT() FROM Account')).totalSize).toBe(0);
    expect(effects(org)).toEqual([]);
    await org.sandbox.close();
  });
});

describe('an org that is told to misbehave', () => {
  let org: Org;
  beforeEach(async () => {
    org = await startOrg();
  });
  afterEach(() => org.sandbox.close());

  const strike = (fault: string, more = {}) =>
    control(org.sandbox, 'faults', { match: { method: 'PATCH' }, fault, count: 1, ...more });

  it('words a limit as 403 and a breakdown as 500, both without an effect', async () => {
    await strike('429', { retryAfterS: 7 });
    await strike('500');
    const limited = await org.call('PATCH', '/sobjects/Account/RevgraphId__c/CUS-1', { Name: 'A' });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([403, '7']);
    expect(limited.body[0].errorCode).toBe('REQUEST_LIMIT_EXCEEDED');
    const broken = await org.call('PATCH', '/sobjects/Account/RevgraphId__c/CUS-1', { Name: 'A' });
    expect([broken.status, broken.body[0].errorCode]).toEqual([500, 'UNKNOWN_EXCEPTION']);
    expect(effects(org)).toEqual([]);
  });

  it('loses the question or the answer', async () => {
    await strike('timeout-before');
    await expect(org.call('PATCH', '/sobjects/Account/RevgraphId__c/CUS-1', { Name: 'A' })).rejects.toThrow();
    expect(effects(org)).toEqual([]);
    await strike('timeout-after');
    await expect(org.call('PATCH', '/sobjects/Account/RevgraphId__c/CUS-1', { Name: 'A' })).rejects.toThrow();
    expect(effects(org)).toEqual(['account.created CUS-1']);
    expect(org.sandbox.ledger.requests().at(-1)).toMatchObject({ key: 'CUS-1', fault: 'timeout-after' });
  });

  it('is as new after a reset', async () => {
    await anAccount(org);
    await control(org.sandbox, 'reset');
    const again = await connect(org.sandbox);
    expect(effects(again)).toEqual([]);
    const subscriber = new Subscriber(again);
    await anAccount(again, 'CUS-7');
    const [event] = await subscriber.subscribe(FROM_START).events(1);
    expect(event?.payload.RevgraphId__c).toBe('CUS-7');
    subscriber.close();
  });
});

describe('an org as a process of its own', () => {
  it('says where it is and ends with its parent', async () => {
    const main = fileURLToPath(new URL('../../../sandboxes/salesforce/main.ts', import.meta.url));
    const env = { ...process.env, DATA_DIR: dataDir, SALESFORCE_CLIENT_ID: 'me', SALESFORCE_CLIENT_SECRET: 'mine' };
    const child = fork(main, { env, silent: true });
    const [said] = await once(child, 'message');
    expect(said).toEqual({ url: expect.stringMatching(/^http:\/\/127/), pubsubUrl: expect.stringMatching(/^127/) });
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'me', client_secret: 'mine' });
    const response = await fetch(`${said.url}/services/oauth2/token`, { method: 'POST', body: form });
    expect(response.status).toBe(200);
    child.disconnect();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
});

describe('the contract of the vendor', () => {
  it(
    SPEC_PRESENT
      ? 'is met by the answers (written from docs)'
      : 'is not at hand here, so no answer was held against it',
    async () => {
      const org = await startOrg();
      await anAccount(org);
      expect((await askForToken(org.sandbox)).status).toBe(200);
      const versions = await readAnswer(await fetch(`${org.sandbox.url}/services/data`));
      expect(versions.body[0].url).toBe(BASE);
      expect(answersChecked > 0).toBe(SPEC_PRESENT);
      await org.sandbox.close();
    },
  );
});
