import { parseArgs } from 'node:util';
import { localMachineKeysFile } from '#gateway/config/identity.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { cryptoRandom } from '#kit/runtime/random.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { changeKeyFile, readKeyFile } from './key-file.ts';
import { keyRequestFrom, makeKey } from './key-request.ts';
import { endOfKey, type MachineKey } from './machine-key.ts';

const USAGE = `Keys for machines that ask the graph: authorization: Bearer rgk_...

  npm run -s key -- create --name NAME --role ROLE[,ROLE] --entities US,DE [--scopes A,B] [--days 90]
  npm run -s key -- list
  npm run -s key -- revoke ID

Example: npm run -s key -- create --name nightly-export --role auditor --entities US --days 30
create prints the key once; only its digest is kept. Keys of one name are one machine: make a new one, use it, revoke the old one.
The file is MACHINE_KEYS, else machine-keys.json in DATA_DIR (.data). A running gateway sees a change within a second.
Exit codes: 0 ok, 1 no such key, 2 wrong usage, 3 the file cannot be used.`;

const EXIT = { ok: 0, noKey: 1, usage: 2, file: 3 } as const;

type Options = Partial<Record<'name' | 'role' | 'entities' | 'scopes' | 'days', string>>;

function create(options: Options, file: string): number {
  const request = keyRequestFrom(options);
  if (!request.ok) return misused(request.error);
  const { text, key } = makeKey(request.value, systemClock.now(), cryptoRandom);
  const changed = changeKeyFile(file, (keys) => ok(new Map([...keys, [key.id, key]])));
  if (!changed.ok) return unusable(changed.error);
  console.log(text);
  console.error(`Key ${key.id} of ${key.name}, good until ${key.expiresAt}. It is shown this once.`);
  return EXIT.ok;
}

function list(file: string): number {
  const keys = readKeyFile(file);
  if (!keys.ok) return unusable(keys.error);
  const now = systemClock.now();
  for (const key of keys.value.values()) console.log(lineOf(key, now));
  return EXIT.ok;
}

function lineOf(key: MachineKey, now: Date): string {
  const { id, name, roles, entities, scopes, expiresAt } = key;
  const state = endOfKey(key, now) ?? `until ${expiresAt}`;
  return [id, name, roles.join(','), entities.join(','), scopes.join(',') || '-', state].join('  ');
}

function revoke(id: string | undefined, file: string): number {
  if (id === undefined) return misused(['revoke takes the id of a key: see list.']);
  let isMissing = false;
  const changed = changeKeyFile(file, (keys) => {
    const key = keys.get(id);
    isMissing = key === undefined;
    if (key === undefined) return fail(`There is no key ${id}.`);
    const revokedAt = key.revokedAt ?? systemClock.now().toISOString();
    return ok(new Map([...keys, [id, { ...key, revokedAt }]]));
  });
  if (changed.ok) return EXIT.ok;
  console.error(changed.error);
  return isMissing ? EXIT.noKey : EXIT.file;
}

function misused(faults: readonly string[]): number {
  for (const fault of faults) console.error(fault);
  console.error(`\n${USAGE}`);
  return EXIT.usage;
}

function unusable(fault: string): number {
  console.error(fault);
  return EXIT.file;
}

function main(args: readonly string[]): number {
  const text = { type: 'string' } as const;
  const options = {
    name: text,
    role: text,
    entities: text,
    scopes: text,
    days: text,
    help: { type: 'boolean' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [command, ...words] = positionals;
    const file = localMachineKeysFile();
    if (values.help === true) {
      console.log(USAGE);
      return EXIT.ok;
    }
    if (command === 'create' && words.length === 0) return create(values, file);
    if (command === 'list' && words.length === 0) return list(file);
    if (command === 'revoke' && words.length < 2) return revoke(words[0], file);
    return misused(['It takes create, list or revoke.']);
  } catch (error) {
    return misused([error instanceof Error ? error.message : 'Wrong usage.']);
  }
}

process.exitCode = main(process.argv.slice(2));
