import { parseArgs } from 'node:util';
import { localJwtSecret } from '#gateway/config/identity.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { signToken, tokenRequestFrom } from './token.ts';

const USAGE = `Prints a signed token for the local run.

  npm run -s token -- --role portal|revops|finance|controller|auditor|admin [--user NAME] [--entities US,DE] [--scopes A,B] [--minutes N]

Example: npm run -s token -- --role revops --entities US
The secret comes from JWT_SECRET or from secrets.json in DATA_DIR (.data), which the first npm start writes.
Exit codes: 0 ok, 2 wrong usage, 3 no secret.`;

interface Options {
  readonly role?: string;
  readonly user?: string;
  readonly entities?: string;
  readonly minutes?: string;
  readonly scopes?: string;
  readonly help?: boolean;
}

function optionsOf(args: readonly string[]): Options | null {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { role: text, user: text, entities: text, minutes: text, scopes: text, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'Wrong usage');
    return null;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (options?.help === true) {
    console.log(USAGE);
    return 0;
  }
  const request = options === null ? null : tokenRequestFrom(options);
  if (request === null || !request.ok) {
    for (const fault of request?.error ?? []) console.error(fault);
    console.error(`\n${USAGE}`);
    return 2;
  }
  const secret = localJwtSecret();
  if (secret === null) {
    console.error('There is no secret yet: run npm start once, or set JWT_SECRET.');
    return 3;
  }
  console.log(await signToken(request.value, secret, systemClock.now()));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
