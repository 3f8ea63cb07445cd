import { resolve } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { signToken } from '#gateway/auth/token.ts';
import { localJwtSecret } from '#gateway/config/identity.ts';
import { ROLES, type Role } from '#kit/identity/principal.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { type GraphClient, graphClient } from './demo-world/graph-client.ts';
import { runtimeFile } from './scenarios/stage.ts';

/** Exit codes of every command that asks the public graph. */
export const EXIT = { ok: 0, failed: 1, usage: 2, configuration: 3, unreachable: 4 } as const;

/** What the commands that ask the public graph have in common, as their help says it. */
export const COMMON_HELP = `  --url URL       the system's address; left out = the run in DATA_DIR (.data), else http://127.0.0.1:4000
  --token JWT     who asks; left out = signed with the local run's secret, for --role (revops) and --user (command-line)
  --json          JSON on standard output, messages on standard error
  --quiet         no messages
Exit codes: 0 done, 1 something was refused or is wrong, 2 wrong usage, 3 no token, 4 the system cannot be reached.`;

const COMMON = {
  url: { type: 'string' },
  token: { type: 'string' },
  role: { type: 'string' },
  user: { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
  'no-color': { type: 'boolean' },
  help: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

/** What a person wrote behind the command: words, texts by name and switches that are on. */
export interface Given {
  readonly words: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
}

export interface Session {
  readonly url: string;
  readonly token: () => Promise<string>;
  readonly graph: GraphClient;
  readonly given: Given;
  /** A message for a person; nothing under --quiet. */
  readonly say: (message: string) => void;
  /** The answer: JSON under --json, else the lines. */
  readonly show: (data: unknown, lines: readonly string[]) => void;
}

export interface GraphCommand {
  readonly usage: string;
  readonly options: ParseArgsOptionsConfig;
  /** Why what was given makes no command; null when it does. */
  readonly refuse: (given: Given) => string | null;
  /** Answers the exit code. */
  readonly run: (session: Session) => Promise<number>;
}

const MINUTES = 60;
const UNREACHABLE = /fetch failed|ECONNREFUSED|ENOTFOUND|socket hang up/i;

/** Runs a command that asks the public graph, as whoever has the token. */
export async function runGraphCommand(command: GraphCommand, args: readonly string[]): Promise<number> {
  const given = read(args, { ...COMMON, ...command.options });
  if (given?.switches.has('help') === true) {
    console.log(command.usage);
    return EXIT.ok;
  }
  const wrong = given === null ? 'An option is not known.' : command.refuse(given);
  if (given === null || wrong !== null) {
    console.error(`${wrong}\n\n${command.usage}`);
    return EXIT.usage;
  }
  const token = tokenOf(given);
  if (token === null) {
    console.error('There is no token: start the system once with npm start, or give one with --token.');
    return EXIT.configuration;
  }
  try {
    return await command.run(sessionOf(given, token));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(message);
    return UNREACHABLE.test(message) ? EXIT.unreachable : EXIT.failed;
  }
}

function read(args: readonly string[], options: ParseArgsOptionsConfig): Given | null {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const entries = Object.entries(values);
    const texts = entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
    const switches = entries.flatMap(([name, value]) => (value === true ? [name] : []));
    return { words: positionals, texts: new Map(texts), switches: new Set(switches) };
  } catch {
    return null;
  }
}

function tokenOf({ texts }: Given): Session['token'] | null {
  const fixed = texts.get('token');
  if (fixed !== undefined) return async () => fixed;
  const secret = localJwtSecret();
  const role = ROLES.find((known) => known === (texts.get('role') ?? 'revops'));
  if (secret === null || role === undefined) return null;
  return () => sign(secret, role, texts.get('user') ?? 'command-line');
}

function sign(secret: string, role: Role, user: string): Promise<string> {
  return signToken({ role, user, entities: ['US', 'DE'], minutes: MINUTES }, secret, systemClock.now());
}

function sessionOf(given: Given, token: Session['token']): Session {
  const { texts, switches } = given;
  const run = runtimeFile(resolve(process.env['DATA_DIR'] ?? '.data'));
  const url = texts.get('url') ?? run?.gateway.url ?? 'http://127.0.0.1:4000';
  return {
    url,
    token,
    graph: graphClient(url, token),
    given,
    say: (message) => {
      if (!switches.has('quiet')) console.error(message);
    },
    show: (data, lines) => {
      if (switches.has('json')) console.log(JSON.stringify(data));
      else for (const line of lines) console.log(line);
    },
  };
}
