import { CommandLog, type KeyedCommand } from '#kit/commands/command-log.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type Ground, openGround, SCHEMA } from '../ground.ts';

interface Invoice {
  readonly id: string;
  readonly totalMinor: string;
}

const LOST: ConnectorError = { kind: 'OutcomeUnknown', key: 'op_1:billing' };
const INVOICE: Invoice = { id: 'in_1', totalMinor: '9007199254740993' };

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(() => ground.em.query(`truncate ${SCHEMA}.command_log`));

/** A vendor that does what it is sent, and answers what the story says. */
function vendor({ replies = [], lookUps = [] }: { replies?: Answer[]; lookUps?: LookUp[] }) {
  const calls: string[] = [];
  const command = (payload: unknown = { seats: 5 }, key = 'op_1:billing'): KeyedCommand<Invoice> => ({
    name: 'issueInvoice',
    key,
    payload,
    send: () => {
      calls.push('send');
      return Promise.resolve(replies.shift() ?? ok(INVOICE));
    },
    lookUp: () => {
      calls.push('look up');
      return Promise.resolve(lookUps.shift() ?? ok(null));
    },
  });
  return { calls, command };
}
type Answer = Result<Invoice, ConnectorError>;
type LookUp = Result<Invoice | null, ConnectorError>;

/** A process that starts anew knows what is in the database only. */
const log = () => new CommandLog(ground.em, SCHEMA, new FixedClock('2026-08-16T09:00:00Z'));

describe('a command under its key', () => {
  it('is sent once, and every repeat gets the first outcome with every digit', async () => {
    const { calls, command } = vendor({});
    await expect(log().run(command())).resolves.toEqual(ok(INVOICE));
    await expect(log().run(command())).resolves.toEqual(ok(INVOICE));
    expect(calls).toEqual(['send']);
  });

  it('is looked up before it is sent again when its reply was lost, and the outcome found is kept', async () => {
    const { calls, command } = vendor({ replies: [fail(LOST)], lookUps: [ok(INVOICE)] });
    await expect(log().run(command())).resolves.toEqual(fail(LOST));
    await expect(log().run(command())).resolves.toEqual(ok(INVOICE));
    await expect(log().run(command())).resolves.toEqual(ok(INVOICE));
    expect(calls).toEqual(['send', 'look up']);
  });

  it('is sent again once the vendor has said that nothing was done', async () => {
    const { calls, command } = vendor({ replies: [fail(LOST)], lookUps: [ok(null)] });
    await log().run(command());
    await expect(log().run(command())).resolves.toEqual(ok(INVOICE));
    expect(calls).toEqual(['send', 'look up', 'send']);
  });

  it('is not sent again while the look-up itself has no answer', async () => {
    const silent: ConnectorError = { kind: 'Unavailable', status: 503 };
    const { calls, command } = vendor({ replies: [fail(LOST)], lookUps: [fail(silent)] });
    await log().run(command());
    await expect(log().run(command())).resolves.toEqual(fail(silent));
    expect(calls).toEqual(['send', 'look up']);
  });

  it('is refused with another payload, and nothing is sent', async () => {
    const { calls, command } = vendor({});
    await log().run(command({ seats: 5, product: 'SEAT' }));
    await expect(log().run(command({ seats: 6, product: 'SEAT' }))).resolves.toMatchObject({
      ok: false,
      error: { kind: 'Rejected', code: 'IDEMPOTENCY_CONFLICT', field: 'key' },
    });
    await expect(log().run(command({ product: 'SEAT', seats: 5 }))).resolves.toEqual(ok(INVOICE));
    expect(calls).toEqual(['send']);
  });

  it('is refused for another command, though the payload is the same', async () => {
    const { calls, command } = vendor({});
    await log().run(command());
    await expect(log().run({ ...command(), name: 'voidInvoice' })).resolves.toMatchObject({ ok: false });
    expect(calls).toEqual(['send']);
  });

  it('is another under another key', async () => {
    const { calls, command } = vendor({});
    await log().run(command());
    await log().run(command({ seats: 5 }, 'op_2:billing'));
    expect(calls).toEqual(['send', 'send']);
  });

  it('is sent by one of two that come at the same moment; the other one asks first', async () => {
    const { calls, command } = vendor({ lookUps: [ok(INVOICE)] });
    const outcomes = await Promise.all([log().run(command()), log().run(command())]);
    expect(outcomes).toEqual([ok(INVOICE), ok(INVOICE)]);
    expect(calls.filter((call) => call === 'send')).toHaveLength(1);
  });
});

describe('what became of a key', () => {
  it('is told from memory, without a word to the vendor', async () => {
    const { calls, command } = vendor({});
    await log().run(command());
    await expect(log().ask(command())).resolves.toEqual(ok(INVOICE));
    expect(calls).toEqual(['send']);
  });

  it('is asked of the vendor when it is not known, remembered when it was done, and never sent', async () => {
    const { calls, command } = vendor({ replies: [fail(LOST)], lookUps: [ok(null), ok(INVOICE)] });
    await expect(log().ask(command())).resolves.toEqual(ok(null));
    await log().run(command());
    await expect(log().ask(command())).resolves.toEqual(ok(INVOICE));
    await expect(log().ask(command())).resolves.toEqual(ok(INVOICE));
    expect(calls).toEqual(['look up', 'send', 'look up']);
  });
});
