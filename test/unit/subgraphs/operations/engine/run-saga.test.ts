import type { Saga, SagaInput } from '#operations/engine/saga.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { type Behaviour, BOUNDARIES, MemoryEngine } from '#test/support/memory-engine.ts';

/**
 * The promise: two steps that can be taken back around one that leaves nothing behind. The books: the pivot beside a step
 * of another branch; then one that asks, one that may be left out, and one that is done for each of two pieces.
 */
const sale: Saga<SagaInput & { readonly withGift?: boolean }> = {
  name: 'sale',
  commitment: [
    {
      name: 'reserve',
      system: 'CRM',
      run: () => ({ system: 'CRM', name: 'reserve', payload: {} }),
      compensate: () => ({ system: 'CRM', name: 'release', payload: {} }),
    },
    {
      name: 'greet',
      system: 'CRM',
      run: () => ({ system: 'CRM', name: 'greet', payload: {} }),
      compensate: 'nothing-to-undo',
    },
    {
      name: 'bill',
      system: 'BILLING',
      run: ({ outcomes }) => ({ system: 'BILLING', name: 'bill', payload: outcomes['reserve'] }),
      compensate: (_context, outcome) => ({ system: 'BILLING', name: 'credit', payload: outcome }),
      commits: true,
    },
  ],
  finalization: [
    {
      name: 'books',
      branches: {
        revenue: [
          {
            name: 'schedule',
            system: 'REVREC',
            run: () => ({ system: 'REVREC', name: 'schedule', payload: {} }),
            compensate: () => ({ system: 'REVREC', name: 'withdraw', payload: {} }),
          },
        ],
        ledger: [
          {
            name: 'post',
            system: 'ERP',
            run: ({ outcomes }) => ({
              system: 'ERP',
              name: 'post',
              payload: { bill: outcomes['bill'], period: '2026-08' },
            }),
            compensate: 'pivot',
            correctable: ['period'],
          },
        ],
      },
    },
    {
      name: 'readPeriods',
      system: 'ERP',
      run: () => ({ system: 'ERP', name: 'readPeriods', payload: {}, reads: true }),
      compensate: 'forward',
    },
    {
      name: 'give',
      system: 'CRM',
      run: ({ input }) => (input.withGift === true ? { system: 'CRM', name: 'give', payload: {} } : null),
      compensate: 'forward',
    },
    {
      name: 'recognize',
      system: 'REVREC',
      run: () => [
        { system: 'REVREC', name: 'recognize', payload: 1 },
        { system: 'REVREC', name: 'recognize', payload: 2 },
      ],
      compensate: 'forward',
      skippable: true,
    },
  ],
};

const INPUT = { operationId: 'op_1', sequence: 1 };
const PROMISE = ['CRM.reserve', 'CRM.greet', 'BILLING.bill'];
const ALL = [...PROMISE, 'REVREC.schedule', 'ERP.post', 'REVREC.recognize', 'REVREC.recognize'];
const REJECTED = { kind: 'Rejected', code: 'X', field: null, detail: 'no' } as const;
const CONFLICT = { kind: 'VersionConflict', externalId: '800' } as const;
const CLOSED = { kind: 'ClosedPeriod', period: '2026-08' } as const;
const MISSING = { kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id: 'cust_1' } as const;
const refuses = (error: ConnectorError): Behaviour => ({ refuses: error });

describe('a saga', () => {
  it('goes through its steps in order, each once, and leaves out what is not needed', async () => {
    const engine = new MemoryEngine();
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.done()).toEqual(ALL);
    expect([...engine.effects.keys()]).toEqual(
      ['reserve', 'greet', 'bill', 'schedule', 'post', 'recognize:1', 'recognize:2'].map((step) => `op_1:${step}`),
    );
    expect(engine.told).toContain('give skipped');
    expect(engine.told.at(-1)).toBe('SUCCEEDED');
  });

  it('does nothing when it is not next in its line', async () => {
    const engine = new MemoryEngine();
    engine.inTurn = false;
    expect(await engine.run(sale, INPUT)).toBe('FAILED');
    expect(engine.calls).toEqual([]);
  });

  it('looks a lost reply up and does not write what was done', async () => {
    const engine = new MemoryEngine().given('write BILLING.bill', { losesReplyOf: 'a write that was done' });
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.done()).toEqual(ALL);
    expect(engine.calls.filter((call) => call.includes('bill'))).toEqual(['write BILLING.bill', 'lookUp BILLING.bill']);
    expect(engine.told).toContain('bill UNCERTAIN');
  });

  it('writes again under the same key what the look-up does not find', async () => {
    const engine = new MemoryEngine().given('write BILLING.bill', { losesReplyOf: 'a write that was not done' });
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.calls.filter((call) => call.includes('bill'))).toEqual([
      'write BILLING.bill',
      'lookUp BILLING.bill',
      'write BILLING.bill',
    ]);
    expect(engine.effects.get('op_1:bill')).toBe('BILLING.bill');
    expect(engine.done()).toEqual(ALL);
  });

  it('never writes before the look-up has answered, however long that takes', async () => {
    const engine = new MemoryEngine()
      .given('write BILLING.bill', { losesReplyOf: 'a write that was done' })
      .given('lookUp BILLING.bill', refuses({ kind: 'Unavailable', status: 503 }), refuses(CLOSED))
      .decides('RETRY');
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.calls.filter((call) => call === 'write BILLING.bill')).toHaveLength(1);
  });

  it('asks a read again instead of looking it up', async () => {
    const unreadable = refuses({ kind: 'Unmappable', field: 'periods', detail: '?' });
    const engine = new MemoryEngine().given('write ERP.readPeriods', unreadable).decides('RETRY');
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.calls.filter((call) => call.includes('readPeriods'))).toEqual([
      'write ERP.readPeriods',
      'write ERP.readPeriods',
    ]);
  });
});

describe('a refusal', () => {
  it('of a step of the promise takes back what was done, the last first', async () => {
    const engine = new MemoryEngine().given('write BILLING.bill', refuses(REJECTED));
    expect(await engine.run(sale, INPUT)).toBe('COMPENSATED');
    expect(engine.done()).toEqual(['CRM.reserve', 'CRM.greet', 'CRM.release']);
    expect(engine.told.slice(-3)).toEqual(['bill refused Rejected', 'reserve undone', 'COMPENSATED']);
  });

  it('by the ledger leaves the promise and asks a person, who may have it all taken back before the pivot', async () => {
    const engine = new MemoryEngine().given('write ERP.post', refuses(REJECTED)).decides('COMPENSATE');
    expect(await engine.run(sale, INPUT)).toBe('COMPENSATED');
    expect(engine.done()).toEqual([...PROMISE, 'REVREC.schedule', 'REVREC.withdraw', 'BILLING.credit', 'CRM.release']);
    expect(engine.told).toEqual(expect.arrayContaining(['COMMITTED', 'post parked Rejected', 'post given up']));
  });

  it('beside the pivot does not take back what the pivot may have done', async () => {
    const engine = new MemoryEngine().given('write REVREC.schedule', refuses(REJECTED)).decides('COMPENSATE');
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.done()).toEqual(ALL);
  });

  it('of the first step takes nothing back', async () => {
    const engine = new MemoryEngine().given('write CRM.reserve', refuses(REJECTED));
    expect(await engine.run(sale, INPUT)).toBe('COMPENSATED');
    expect(engine.done()).toEqual([]);
  });

  it('after the pivot asks a person and takes nothing back', async () => {
    const engine = new MemoryEngine().given('write REVREC.recognize', refuses(REJECTED)).decides('COMPENSATE');
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.done()).toEqual(ALL);
    expect(engine.told).toEqual(expect.arrayContaining(['recognize parked Rejected', 'recognize resumed']));
  });

  it('of an undoing asks a person, and what was undone before stays undone', async () => {
    const engine = new MemoryEngine()
      .given('write ERP.post', refuses(REJECTED))
      .given('write CRM.release', refuses(REJECTED), refuses({ kind: 'RateLimited', retryAfterMs: 5 }))
      .decides('COMPENSATE', 'RETRY');
    expect(await engine.run(sale, INPUT)).toBe('COMPENSATED');
    expect(engine.done().slice(-2)).toEqual(['BILLING.credit', 'CRM.release']);
    expect(engine.told).toEqual(
      expect.arrayContaining(['reserve parked Rejected', 'reserve resumed', 'reserve undone']),
    );
  });

  it('of an undoing by a version that somebody else moved asks a person instead of trying for ever', async () => {
    const engine = new MemoryEngine()
      .given('write BILLING.bill', refuses(REJECTED))
      .given('write CRM.release', refuses(CONFLICT))
      .decides('RETRY');
    expect(await engine.run(sale, INPUT)).toBe('COMPENSATED');
    expect(engine.told).toContain('reserve parked VersionConflict');
  });
});

describe('a version that moved', () => {
  it('by our own first attempt is found by the look-up and goes on', async () => {
    const engine = new MemoryEngine();
    engine.effects.set('op_1:reserve', 'CRM.reserve');
    engine.given('write CRM.reserve', refuses(CONFLICT));
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.done()).toEqual(ALL);
  });

  it('by somebody else is a refusal, also when the look-up has to be asked twice', async () => {
    const engine = new MemoryEngine()
      .given('write CRM.reserve', refuses(CONFLICT))
      .given('lookUp CRM.reserve', refuses({ kind: 'Unavailable', status: null }));
    expect(await engine.run(sale, INPUT)).toBe('COMPENSATED');
    expect(engine.calls).toEqual(['write CRM.reserve', 'lookUp CRM.reserve', 'lookUp CRM.reserve']);
  });
});

describe('a system that asks to wait', () => {
  it('is given the time that it named', async () => {
    const engine = new MemoryEngine().given(
      'write BILLING.bill',
      refuses({ kind: 'RateLimited', retryAfterMs: 7000 }),
      refuses({ kind: 'RateLimited', retryAfterMs: 300 }),
    );
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.sleptMs).toEqual([7000, 300]);
    expect(engine.told).toContain('bill WAITING');
  });
});

describe('a person', () => {
  it('has a step tried again', async () => {
    const engine = new MemoryEngine()
      .given('write ERP.post', refuses(CLOSED), refuses(CLOSED))
      .decides('RETRY', 'RETRY');
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.told).toEqual(expect.arrayContaining(['post parked ClosedPeriod', 'post resumed', 'post finished']));
  });

  it('has an operation taken back before the pivot is done', async () => {
    const engine = new MemoryEngine().given('write ERP.post', refuses(CLOSED)).decides('COMPENSATE');
    expect(await engine.run(sale, INPUT)).toBe('COMPENSATED');
    expect(engine.told).toEqual(expect.arrayContaining(['post given up', 'bill undone', 'reserve undone']));
  });

  it('cannot have a write in doubt taken back: it is looked up first', async () => {
    const engine = new MemoryEngine()
      .given('write BILLING.bill', refuses({ kind: 'Unmappable', field: 'status', detail: 'new' }))
      .decides('COMPENSATE');
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.told).toEqual(expect.arrayContaining(['bill parked Unmappable in doubt', 'bill resumed']));
    expect(engine.calls).toContain('lookUp BILLING.bill');
  });
});

describe('something that is not there yet', () => {
  it('is waited for and named, and asked for again once it has come', async () => {
    const engine = new MemoryEngine().given('write ERP.post', refuses(MISSING), refuses(MISSING)).decides('RETRY');
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.told).toContain('post awaits CUSTOMER cust_1');
    expect(engine.done()).toEqual(ALL);
  });

  it('is asked for again by itself where the news of it got lost', async () => {
    const engine = new MemoryEngine().given('write ERP.post', refuses(MISSING), refuses(MISSING), refuses(MISSING));
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.calls.filter((call) => call === 'write ERP.post')).toHaveLength(4);
    expect(engine.sleptMs).toEqual([300_000, 300_000]);
  });

  it('may be given up for by a person before the pivot', async () => {
    const engine = new MemoryEngine().given('write ERP.post', refuses(MISSING), refuses(MISSING)).decides('COMPENSATE');
    expect(await engine.run(sale, INPUT)).toBe('COMPENSATED');
  });
});

describe('a correction', () => {
  it('is written under another key, with the member that may be corrected and no other', async () => {
    const engine = new MemoryEngine()
      .given('write ERP.post', refuses(CLOSED))
      .decides({ action: 'RETRY', correction: { period: '2026-09', bill: 'forged' } });
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.payloads.get('op_1:post:corrected')).toEqual({ bill: { of: 'BILLING.bill' }, period: '2026-09' });
    expect(engine.effects.has('op_1:post')).toBe(false);
  });
});

describe('leaving out', () => {
  it('is done where the step allows it', async () => {
    const engine = new MemoryEngine().given('write REVREC.recognize', refuses(REJECTED)).decides('SKIP');
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.told).toContain('recognize skipped');
  });

  it('is trying again where it does not, and never of a write in doubt', async () => {
    const engine = new MemoryEngine().given('write ERP.post', refuses(REJECTED)).decides('SKIP');
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.done()).toEqual(ALL);
    const inDoubt = new MemoryEngine()
      .given('write REVREC.recognize', refuses({ kind: 'Unmappable', field: 'x', detail: '?' }))
      .decides('SKIP');
    expect(await inDoubt.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(inDoubt.done()).toEqual(ALL);
  });
});

describe('patience', () => {
  it('ends with a person after as many attempts as the policy gives', async () => {
    const silent = refuses({ kind: 'Unavailable', status: 503 });
    const engine = new MemoryEngine().given('write ERP.post', silent, silent, silent).decides('RETRY');
    engine.patience = async (system) => (system === 'ERP' ? 3 : null);
    expect(await engine.run(sale, INPUT)).toBe('SUCCEEDED');
    expect(engine.sleptMs).toHaveLength(2);
    expect(engine.told).toContain('post parked Unavailable');
  });
});

/** Courses that a saga can take, each to be broken off everywhere. */
const COURSES: readonly (readonly [string, () => MemoryEngine, string])[] = [
  ['straight', () => new MemoryEngine(), 'SUCCEEDED'],
  [
    'with a lost reply',
    () => new MemoryEngine().given('write BILLING.bill', { losesReplyOf: 'a write that was done' }),
    'SUCCEEDED',
  ],
  [
    'back before the promise is kept',
    () => new MemoryEngine().given('write BILLING.bill', refuses(REJECTED), refuses(REJECTED)),
    'COMPENSATED',
  ],
  [
    'on after waiting for what was missing',
    () => new MemoryEngine().given('write ERP.post', refuses(MISSING), refuses(MISSING), refuses(MISSING)),
    'SUCCEEDED',
  ],
];

describe('a process that dies', () => {
  it.each(COURSES)('anywhere in a course that goes %s leaves each effect done once', async (_course, begin, end) => {
    const straight = begin();
    expect(await straight.run(sale, INPUT)).toBe(end);
    for (let at = 1; at <= straight.recordedCount; at += 1) {
      for (const where of BOUNDARIES) {
        const engine = begin();
        engine.crash = { at, where };
        expect([at, where, await engine.run(sale, INPUT)]).toEqual([at, where, end]);
        expect([at, where, engine.crash]).toEqual([at, where, null]);
        expect([at, where, engine.done()]).toEqual([at, where, straight.done()]);
      }
    }
  });
});
