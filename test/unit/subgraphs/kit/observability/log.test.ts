import { spawnSync } from 'node:child_process';
import { type Logger, openLog } from '#kit/observability/log.ts';
import { inSpan } from '#kit/observability/present-span.ts';
import { collectTraces } from '#test/support/traces.ts';

const MODULE = new URL('../../../../../subgraphs/kit/observability/log.ts', import.meta.url).href;

/** What a process of its own writes when it logs `entry`. */
function logged(entry: object) {
  const program = `import { openLog } from '${MODULE}'; openLog('crm', 'info').info(${JSON.stringify(entry)}, 'said');`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  return { stdout, stderr };
}

/** The one line that `tell` writes. */
function lineOf(tell: (log: Logger) => void): string {
  const lines: string[] = [];
  tell(openLog('crm', 'debug', { write: (line) => lines.push(line) }));
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

describe('the log', () => {
  it('blots out secrets wherever they stand', () => {
    const line = lineOf((log) =>
      log.info(
        { connection: { token: 'secret-1', settings: [{ apiKey: 'secret-2', client_secret: { a: 'secret-3' } }] } },
        'called with Bearer secret-4-and-more',
      ),
    );
    expect(line).not.toMatch(/secret-\d/);
    expect(line.match(/\[secret\]/g)).toHaveLength(4);
  });

  it('leaves out what is not on its list', () => {
    const line = lineOf((log) => log.info({ body: 'secret-1', correlationId: 'cor_1' }, 'said'));
    expect(JSON.parse(line)).toMatchObject({ body: '[not listed]', correlationId: 'cor_1', msg: 'said' });
  });

  it('tells of an error where it comes from, and none of the values that it carries', () => {
    const driverError = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (a)=(secret-1)' });
    const error = Object.assign(new Error('duplicate key', { cause: driverError }), {
      code: '23505',
      parameters: ['secret-2'],
      query: "insert into a values ('secret-3')",
    });
    const line = lineOf((log) => log.error({ err: error }, 'failed'));
    expect(line).not.toMatch(/secret-\d/);
    expect(JSON.parse(line).err).toMatchObject({
      type: 'Error',
      code: '23505',
      message: 'duplicate key',
      stack: expect.stringMatching(/^\s+at .*log\.test\.ts/),
      cause: { message: 'duplicate key' },
    });
  });

  it.each([
    ['the database', Object.assign(new Error('invalid input syntax for type uuid: "secret-1"'), { code: '22P02' })],
    ['the parser of JSON', brokenJson('{"a": secret-1}')],
  ])('does not repeat what %s quotes', (_who, error) => {
    expect(lineOf((log) => log.error({ err: error }, 'failed'))).not.toContain('secret');
  });

  it.each([
    ['a thrown error', (log: Logger) => log.error(new Error('failed with Bearer secret-1-and-more'))],
    ['a text alone', (log: Logger) => log.warn('api_key=secret-1')],
  ])('makes %s harmless as well', (_what, tell) => {
    expect(lineOf(tell)).not.toContain('secret-1');
  });

  it('writes no control character as it is, nor what turns the direction of writing', () => {
    const unsafe = ['\u0000', '\u0007', '\u001b[31m', '\n', '\r', '\u007f', '\u009b31m', '\u2028', '\u202e', '\u200f'];
    const line = lineOf((log) => log.info({ reason: unsafe.join('x') }, unsafe.join('y')));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u200f]/);
    expect(JSON.parse(line)).toMatchObject({ reason: unsafe.join('x'), msg: unsafe.join('y') });
  });

  it('cuts a text that is too long', () => {
    expect(lineOf((log) => log.info({ reason: 'x'.repeat(100_000) }, 'said')).length).toBeLessThan(3_000);
  });

  it('leads to the trace that the line belongs to', () => {
    const { tracer } = collectTraces();
    const span = tracer.start('own', 'internal');
    const line = lineOf((log) => inSpan(span, () => log.info('said')));
    expect(span.headers()['traceparent']).toContain(JSON.parse(line).traceId);
  });

  it('is JSON a line on standard error, and leaves standard output to answers', () => {
    const { stdout, stderr } = logged({ operation: 'op_1' });
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toMatchObject({ name: 'crm', operation: 'op_1', msg: 'said' });
  });
});

function brokenJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}
