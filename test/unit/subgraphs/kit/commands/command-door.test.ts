import { z } from 'zod';
import { type CommandDoor, type Commands, readCommand, takeCommand, writeCommand } from '#kit/commands/command-door.ts';
import type { CommandLog, KeyedCommand } from '#kit/commands/command-log.ts';
import { currentLane } from '#kit/commands/lane.ts';
import { presentCommand } from '#kit/commands/present-command.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { ok } from '#schema/errors/result.ts';

const SAGA: Principal = {
  subject: 'operations',
  roles: ['service'],
  entities: ['US'],
  scopes: [],
  correlationId: 'cor_1',
};

/** A log that remembers how it was asked and sends at once. */
function listeningLog() {
  const asked: string[] = [];
  const note = (verb: string, { name, key }: KeyedCommand<unknown>) => asked.push(`${verb} ${name} ${key}`);
  const log: Pick<CommandLog, 'run' | 'ask'> = {
    run: (command) => {
      note('run', command);
      return command.send();
    },
    ask: (command) => {
      note('ask', command);
      return command.lookUp();
    },
  };
  const refused: string[] = [];
  const door = (all: Commands): CommandDoor => ({
    commands: all,
    log: log as CommandLog,
    refused: async ({ subject }, { name }, reason) => {
      refused.push(`${subject} ${name}: ${reason}`);
    },
  });
  return { asked, refused, door };
}

const commands: Commands = new Map<string, ReturnType<Commands['get']> & object>([
  [
    'postInvoice',
    writeCommand(z.strictObject({ totalMinor: z.string().regex(/^\d+$/) }), ({ totalMinor }, key) => ({
      send: () => Promise.resolve(ok({ posted: totalMinor, key })),
      lookUp: () => Promise.resolve(ok(null)),
    })),
  ],
  ['readInvoice', readCommand(z.strictObject({ id: z.string() }), ({ id }) => Promise.resolve(ok({ id })))],
]);

describe('the door for commands', () => {
  it('runs a write under its key', async () => {
    const { asked, door } = listeningLog();
    const call = { name: 'postInvoice', command: { totalMinor: '100' }, key: 'op_1:erp' };
    await expect(takeCommand(door(commands), SAGA, call)).resolves.toEqual(ok({ posted: '100', key: 'op_1:erp' }));
    expect(asked).toEqual(['run postInvoice op_1:erp']);
  });

  it('only asks what became of a write when it is told to look it up', async () => {
    const { asked, door } = listeningLog();
    const call = { name: 'postInvoice', command: { totalMinor: '100' }, key: 'op_1:erp', lookUp: true };
    await expect(takeCommand(door(commands), SAGA, call)).resolves.toEqual(ok(null));
    expect(asked).toEqual(['ask postInvoice op_1:erp']);
  });

  it('answers a read without a key, and notes nothing', async () => {
    const { asked, door } = listeningLog();
    const call = { name: 'readInvoice', command: { id: 'inv_1' } };
    await expect(takeCommand(door(commands), SAGA, call)).resolves.toEqual(ok({ id: 'inv_1' }));
    expect(asked).toEqual([]);
  });

  it('says to all that a command calls for whom it is, and how urgent', async () => {
    const { door } = listeningLog();
    const seen: unknown[] = [];
    const look = async () => {
      await Promise.resolve();
      seen.push([presentCommand(), currentLane()]);
      return ok(null);
    };
    const looking: Commands = new Map<string, ReturnType<Commands['get']> & object>([
      ['write', writeCommand(z.unknown(), () => ({ send: look, lookUp: look }))],
      ['read', readCommand(z.unknown(), look)],
    ]);
    await Promise.all([
      takeCommand(door(looking), SAGA, { name: 'write', command: {}, key: 'op_1:erp', lane: 'BULK' }),
      takeCommand(door(looking), SAGA, { name: 'read', command: {}, key: '', lane: null }),
    ]);
    await look();
    expect(seen).toEqual([
      [{ name: 'write', key: 'op_1:erp', correlationId: 'cor_1' }, 'BULK'],
      [{ name: 'read', key: null, correlationId: 'cor_1' }, 'INTERACTIVE'],
      [null, 'INTERACTIVE'],
    ]);
  });

  it('is closed to every person, whatever their role', async () => {
    const { asked, refused, door } = listeningLog();
    const admin: Principal = { ...SAGA, roles: ['admin', 'controller', 'finance'] };
    const call = { name: 'postInvoice', command: { totalMinor: '100' }, key: 'op_1:erp' };
    await expect(takeCommand(door(commands), admin, call)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(asked).toEqual([]);
    expect(refused).toEqual(['operations postInvoice: Commands are for sagas only.']);
  });

  it.each([
    ['a command that nobody has', { name: 'payInvoice', command: {}, key: 'op_1:erp' }],
    ['a write without a key', { name: 'postInvoice', command: { totalMinor: '100' } }],
    ['a write with an empty key', { name: 'postInvoice', command: { totalMinor: '100' }, key: '' }],
    ['a lane that nobody knows', { name: 'readInvoice', command: { id: 'inv_1' }, lane: 'FAST' }],
    ['an amount that is a number', { name: 'postInvoice', command: { totalMinor: 100 }, key: 'op_1:erp' }],
    ['a member that nobody knows', { name: 'readInvoice', command: { id: 'inv_1', draft: true } }],
  ])('takes %s for a bug of the caller, and does nothing', async (_what, call) => {
    const { asked, door } = listeningLog();
    await expect(takeCommand(door(commands), SAGA, call)).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});
