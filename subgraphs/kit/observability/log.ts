import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Members that are blotted out wherever they stand, up to three levels deep. */
const SECRET_NAMES = [
  'authorization',
  'password',
  'secret',
  'token',
  'access_token',
  'client_secret',
  'client_assertion',
  'apiKey',
  'privateKey',
  'cookie',
];

const REDACTED = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** A logger of JSON lines on standard error: standard output belongs to what a command answers. */
export function openLog(name: string, level: string): Logger {
  return pino(
    { name, level, redact: { paths: REDACTED, censor: '[secret]' } },
    pino.destination({ dest: 2, sync: true }),
  );
}
