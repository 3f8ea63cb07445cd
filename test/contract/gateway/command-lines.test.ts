import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openIdentity } from '#gateway/auth/identity.ts';
import { sharedSecretIssuer } from '#gateway/auth/shared-secret-issuer.ts';
import { openLog } from '#kit/observability/log.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { systemTimers } from '#kit/runtime/timers.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', ...environment } };
    const child = execFile(process.execPath, [...args], options, (_error, out, errors) => {
      resolve({ code: child.exitCode ?? -1, out, errors });
    });
  });
}

describe('npm run token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revgraph-token-'));
  writeFileSync(
    join(folder, 'secrets.json'),
    JSON.stringify({ jwtSecret: 'the secret of a local run, written there' }),
  );

  it('prints a token and nothing else, signed with the secret of the local run', async () => {
    const args = ['gateway/auth/token-cli.ts', '--role', 'revops', '--user', 'bo', '--entities', 'US'];
    const { code, out } = await run(args, { DATA_DIR: folder });
    expect(code).toBe(0);
    const { authenticate } = await openIdentity({
      issuers: [sharedSecretIssuer('the secret of a local run, written there')],
      legalEntities: null,
      keysFile: null,
      revocationsFile: null,
      clock: systemClock,
      timers: systemTimers,
      log: openLog('test', 'silent'),
    });
    const who = await authenticate(`Bearer ${out.trim()}`, 'c');
    expect(who.ok ? who.value.principal : who.error).toMatchObject({
      subject: 'bo',
      roles: ['revops'],
      entities: ['US'],
    });
  });

  it.each([[[]], [['--role', 'king']], [['--rolle', 'admin']]])(
    'explains itself and ends with 2 for %j',
    async (args) => {
      const { code, out, errors } = await run(['gateway/auth/token-cli.ts', ...args], { DATA_DIR: folder });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(errors).toContain('npm run -s token -- --role');
    },
  );

  it('says what to do when there is no secret yet', async () => {
    const { code, errors } = await run(['gateway/auth/token-cli.ts', '--role', 'admin'], {
      DATA_DIR: join(folder, 'none'),
    });
    expect(code).toBe(3);
    expect(errors).toContain('npm start');
  });
});

describe('npm run key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revgraph-key-'));
  const file = join(folder, 'machine-keys.json');
  const key = (...args: readonly string[]) => run(['gateway/auth/key-cli.ts', ...args], { DATA_DIR: folder });
  const asked = ['--name', 'nightly-export', '--role', 'auditor', '--entities', 'US'];

  it('prints a new key once, keeps its digest where only its owner reads, and takes it back', async () => {
    const created = await key('create', ...asked);
    expect(created.code).toBe(0);
    const text = created.out.trim();
    expect(text).toMatch(/^rgk_[0-9a-f]{16}_[\w-]{43}$/);
    expect(readFileSync(file, 'utf8')).not.toContain(text.slice(-43));
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const id = text.slice(4, 20);
    expect((await key('list')).out).toMatch(new RegExp(`^${id}  nightly-export  auditor  US  -  until `));
    expect(await key('revoke', id)).toMatchObject({ code: 0 });
    expect((await key('list')).out).toMatch(/revoked\n$/);
    expect(await key('revoke', 'ffffffffffffffff')).toMatchObject({ code: 1 });
  });

  it.each([
    [[]],
    [['create']],
    [['create', '--name', 'a', '--role', 'king', '--entities', 'US']],
    [['remove', 'x']],
    [['--secret']],
  ])('explains itself and ends with 2 for %j', async (args) => {
    const { code, out, errors } = await key(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(errors).toContain('npm run -s key -- create');
  });

  it('leaves a file that it cannot read as it is, and one that is being written', async () => {
    const other = mkdtempSync(join(tmpdir(), 'revgraph-key-'));
    const broken = join(other, 'keys.json');
    writeFileSync(broken, '{"keys":', { mode: 0o600 });
    const environment = { MACHINE_KEYS: broken };
    expect(await run(['gateway/auth/key-cli.ts', 'create', ...asked], environment)).toMatchObject({ code: 3, out: '' });
    expect(readFileSync(broken, 'utf8')).toBe('{"keys":');
    writeFileSync(broken, '{"keys":[]}');
    writeFileSync(`${broken}.next`, '');
    expect(await run(['gateway/auth/key-cli.ts', 'create', ...asked], environment)).toMatchObject({ code: 3, out: '' });
    expect(readFileSync(broken, 'utf8')).toBe('{"keys":[]}');
  });
});

describe('what is written from the schemas', () => {
  it.each(['gateway/federation/compose-cli.ts', 'schema/codegen.ts'])('is fresh (%s --check)', async (file) => {
    expect(await run([file, '--check'])).toEqual({ code: 0, out: '', errors: '' });
  });
});

describe('the gateway as a service', () => {
  it('names every fault of its configuration and ends with 3', async () => {
    const { code, errors } = await run(['gateway/main.ts']);
    expect(code).toBe(3);
    expect(errors.trim().split('\n')).toHaveLength(7);
  });
});
