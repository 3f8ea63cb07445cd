import { chmodSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authenticated } from '#gateway/auth/authenticate.ts';
import { keysText, type MachineKey, newKeyText } from '#gateway/auth/machine-key.ts';
import { seededRandom } from '#kit/runtime/random.ts';
import { claims, NOW, NOW_S, signed, type TestIdentity, type TestKey, testIdentity, testKey } from './tokens.ts';

const LOOK_MS = 1_000;
const FILES = 2;
const made = newKeyText(seededRandom('a machine'));
const MACHINE: MachineKey = {
  id: made.id,
  name: 'nightly-export',
  sha256: made.sha256,
  roles: ['auditor'],
  entities: ['US'],
  scopes: ['money:read'],
  createdAt: '2026-11-01T00:00:00Z',
  expiresAt: '2026-11-21T10:00:00Z',
  revokedAt: null,
};

describe('whoever was authenticated', () => {
  let key: TestKey;
  let folder: string;
  const fileOf = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  beforeAll(async () => {
    key = await testKey('k1');
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'identity-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = () =>
    testIdentity([key.jwk], {
      keysFile: fileOf('keys.json', keysText([MACHINE])),
      revocationsFile: fileOf('revocations.json', '{}'),
    });
  const bySigned = async ({ identity }: TestIdentity, changed: Record<string, unknown> = {}) =>
    believed(await identity.authenticate(`Bearer ${await signed(key, claims(changed))}`, 'c'));
  const byMachine = async ({ identity }: TestIdentity) =>
    believed(await identity.authenticate(`Bearer ${made.text}`, 'c'));
  function believed(who: Awaited<ReturnType<TestIdentity['identity']['authenticate']>>): Authenticated {
    if (!who.ok) throw new Error(who.error.reason);
    return who.value;
  }

  it('with a machine key is the machine, with the key’s own rights and end', async () => {
    const it = await open();
    expect(await byMachine(it)).toEqual({
      principal: {
        subject: 'key:nightly-export',
        roles: ['auditor'],
        entities: ['US'],
        scopes: ['money:read'],
        correlationId: 'c',
      },
      expiresAtMs: Date.parse(MACHINE.expiresAt),
      credential: {
        kind: 'KEY',
        id: MACHINE.id,
        subject: 'key:nightly-export',
        issuedAtMs: Date.parse(MACHINE.createdAt),
      },
    });
    it.clock.set(new Date(MACHINE.expiresAt));
    await expect(byMachine(it)).rejects.toThrow(`machine key ${MACHINE.id} is expired`);
  });

  it.each([
    ['its id', { ids: ['tok_1'] }],
    ['its subject', { subjects: [{ subject: 'ann', before: '2026-11-21T09:00:01Z' }] }],
    ['the epoch', { epoch: '2026-11-21T09:00:01Z' }],
  ])('is refused, and known to be, within a second of being revoked by %s', async (_by, list) => {
    const it = await open();
    const who = await bySigned(it);
    expect(it.identity.isStillValid(who)).toBe(true);
    fileOf('revocations.json', JSON.stringify(list));
    await look(it);
    expectNobody(it, who);
    await expect(bySigned(it)).rejects.toThrow('revocations');
  });

  it('with a machine key is refused, and known to be, within a second of its end', async () => {
    const it = await open();
    const who = await byMachine(it);
    fileOf('keys.json', keysText([{ ...MACHINE, revokedAt: NOW }]));
    await look(it);
    expectNobody(it, who);
    await expect(byMachine(it)).rejects.toThrow('revoked');
  });

  it('with a machine key is known to be nobody once the key is out of the file, or on the list', async () => {
    const it = await open();
    const who = await byMachine(it);
    fileOf('keys.json', keysText([]));
    await look(it);
    expectNobody(it, who);

    const other = await open();
    const again = await byMachine(other);
    fileOf('revocations.json', JSON.stringify({ ids: [MACHINE.id] }));
    await look(other);
    expectNobody(other, again);
    await expect(byMachine(other)).rejects.toThrow('revocations');
  });

  it('is known to be nobody once the token is over', async () => {
    const it = await open();
    const who = await bySigned(it, { exp: NOW_S + 60 });
    it.clock.advance(59_999);
    expect(it.identity.isStillValid(who)).toBe(true);
    it.clock.advance(1);
    expect(it.identity.isStillValid(who)).toBe(false);
  });

  it('is told to those who listen when a list changes, until they stop listening', async () => {
    const it = await open();
    const who = await bySigned(it);
    const heard: boolean[] = [];
    const stop = it.identity.onRevoked(() => {
      heard.push(it.identity.isStillValid(who));
      stop();
    });
    fileOf('revocations.json', JSON.stringify({ ids: ['tok_1'] }));
    await look(it);
    fileOf('revocations.json', JSON.stringify({ ids: ['tok_1', 'tok_2'] }));
    await look(it);
    expect(heard).toEqual([false]);
  });

  it('stays revoked when the list breaks or is gone', async () => {
    const it = await open();
    const who = await bySigned(it);
    const path = fileOf('revocations.json', JSON.stringify({ ids: ['tok_1'] }));
    await look(it);
    expectNobody(it, who);
    for (const spoil of [() => fileOf('revocations.json', '{"ids":'), () => unlinkSync(path)]) {
      spoil();
      await look(it);
      await expect(bySigned(it)).rejects.toThrow('revocations');
    }
  });

  it.each([
    ['is not there', () => '/nowhere/keys.json'],
    ['is none', () => fileOf('keys.json', '[]')],
    [
      'others may write',
      () => {
        const path = fileOf('keys.json', keysText([]));
        chmodSync(path, 0o666);
        return path;
      },
    ],
  ])('needs files that can be relied on: one that %s lets no gateway start', async (_what, pathOf) => {
    await expect(testIdentity([], { keysFile: pathOf() })).rejects.toThrow(/keys\.json/);
  });

  /** Lets a second pass and both files be looked at, however long the disk takes. */
  async function look({ timers }: TestIdentity): Promise<void> {
    await timers.advance(LOOK_MS);
    // Whoever looks at a file sleeps again once it has.
    while (timers.sleepingCount < FILES) await new Promise((resolve) => setImmediate(resolve));
  }

  function expectNobody({ identity }: TestIdentity, who: Authenticated): void {
    expect(identity.isStillValid(who)).toBe(false);
  }
});
