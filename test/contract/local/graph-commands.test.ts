import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parse, validate } from 'graphql';
import { DLQ, LIST } from '#local/dlq.ts';
import { TAIL } from '#local/events.ts';
import { readExceptionFilter } from '#local/exception-filter.ts';
import type { Given, GraphCommand, Session } from '#local/graph-command.ts';
import { REPLAY, RESOLVE } from '#local/replay.ts';
import { seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';
import { publicSchema } from '../../e2e/support/api-schema.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const CLOSED = { kind: 'ClosedPeriod', period: '2026-08' } as const;

describe('a command that asks the public graph', () => {
  it('asks only for what the composed graph offers', async () => {
    const schema = await publicSchema();
    for (const text of [LIST, RESOLVE, TAIL]) expect(validate(schema, parse(text))).toEqual([]);
  });

  const ended = (file: string, ...args: readonly string[]) =>
    new Promise<{ code: number | null; out: string; errors: string }>((resolve) => {
      const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: '/nowhere' };
      const child = execFile(process.execPath, [file, ...args], { cwd: ROOT, env }, (_error, out, errors) =>
        resolve({ code: child.exitCode, out, errors }),
      );
    });

  it.each([
    ['local/events.ts', ['tail']],
    ['local/dlq.ts', ['ls']],
    ['local/replay.ts', ['--filter', 'cause=CLOSED_PERIOD']],
  ])(
    '%s explains itself, and ends with 2, 3 or 4 where it was called wrongly, without a token or in vain',
    async (file, right) => {
      expect(await ended(file, '--help')).toMatchObject({ code: 0, out: expect.stringContaining('Example: npm run') });
      expect(await ended(file, 'nonsense')).toMatchObject({ code: 2, out: '' });
      expect(await ended(file, '--nonsense')).toMatchObject({ code: 2, out: '' });
      expect(await ended(file, ...right)).toMatchObject({ code: 3, out: '' });
      if (file === 'local/events.ts') return;
      const nobody = ['--url', 'http://127.0.0.1:1', '--token', 'x'];
      expect(await ended(file, ...right, ...nobody)).toMatchObject({ code: 4, out: '' });
    },
  );
});

describe('a filter of exceptions', () => {
  it('is read as its members say, and refused with a sentence where it is none', () => {
    expect(readExceptionFilter('cause=CLOSED_PERIOD, overdue=true')).toEqual({
      filter: { cause: 'CLOSED_PERIOD', overdue: true },
    });
    for (const wrong of ['', 'cause', 'cause=', 'cause=A,cause=B', 'overdue=perhaps', 'constructor=1', 'a=b=c']) {
      expect(readExceptionFilter(wrong)).toEqual({ wrong: expect.stringMatching(/\.$/) });
    }
  });
});

describe('dead letters', () => {
  let operations: TestOperations;
  beforeAll(async () => {
    operations = await startTestOperations();
  });
  afterAll(() => operations.close());

  /** Runs a command as ada would and gives what it showed, with its exit code. */
  async function run(
    command: GraphCommand,
    given: Partial<Given>,
  ): Promise<{ code: number; data: unknown; said: string[] }> {
    let data: unknown = null;
    const said: string[] = [];
    const session: Session = {
      url: '',
      token: async () => '',
      graph: (query, variables) => operations.ask(query, variables),
      given: { words: [], texts: new Map(), switches: new Set(), ...given },
      say: (message) => said.push(message),
      show: (answer) => {
        data = answer;
      },
    };
    return { code: await command.run(session), data, said };
  }
  const replay = (...switches: readonly string[]) => {
    const texts = new Map([
      ['filter', 'cause=CLOSED_PERIOD'],
      ['key', 'by command'],
    ]);
    return run(REPLAY, { texts, switches: new Set(switches) });
  };

  it('R124 R128 are listed with cause, owner and age, and replayed by a filter: first shown, then done as on the page', async () => {
    operations.systems.failNext('ERP.postInvoice', CLOSED);
    const { operation } = await operations.send('amendContract', seatsTo(800, 1, 'parked'));
    await operations.until(operation?.id, 'PARKED');
    const listed = await run(DLQ, { words: ['ls'] });
    expect(listed.data).toMatchObject([
      { cause: 'CLOSED_PERIOD', ownerTeam: 'finance', openedAt: expect.any(String), operation: { id: operation?.id } },
    ]);
    expect(await replay('dry-run')).toMatchObject({
      code: 0,
      data: { matched: 1, operations: [{ id: operation?.id }] },
      said: ['1 match, at stake 170136.98 USD'],
    });
    expect(await operations.sql('select 1 from operations.decision')).toEqual([]);
    expect(await replay()).toMatchObject({ code: 0, data: { operations: [{ id: operation?.id }], skipped: [] } });
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await replay()).toMatchObject({ code: 0, data: { operations: [{ id: operation?.id }] } });
    expect(await operations.sql('select 1 from operations.decision')).toHaveLength(1);
    expect((await run(DLQ, { words: ['ls'] })).data).toEqual([]);
  });
});
