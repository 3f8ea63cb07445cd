import type { Saga, SagaInput } from '#operations/engine/saga.ts';
import { BOUNDARIES, MemoryEngine } from '#test/support/memory-engine.ts';

const INPUT = { operationId: 'op_1', sequence: 1 };
const CLOSED = { kind: 'ClosedPeriod', period: '2026-08' } as const;

/** Pages of a list that is sent page by page, each as it is read anew. */
const PAGES = ['a', 'b', 'c'];
const delivery: Saga<SagaInput> = {
  name: 'delivery',
  commitment: [],
  finalization: [
    {
      name: 'deliver',
      system: 'ERP',
      run: {
        ask: (_context, { kept, answers }) => {
          const page = kept?.done ?? 0;
          if (answers.length === 0) return { system: 'REVREC', name: 'find', payload: { page }, reads: true };
          if (answers.length > 1) return null;
          const filledBy = { system: 'REVREC', name: 'read', payload: { page }, reads: true } as const;
          return { system: 'ERP', name: 'post', payload: { by: 'us' }, filledBy };
        },
        keep: (kept) => {
          const done = (kept?.done ?? 0) + 1;
          return { done, total: PAGES.length, isOver: done >= PAGES.length };
        },
      },
      compensate: 'forward',
      skippable: true,
    },
    {
      name: 'confirm',
      system: 'CRM',
      run: ({ outcomes }) => ({ system: 'CRM', name: 'confirm', payload: outcomes['deliver'] }),
      compensate: 'forward',
    },
  ],
};

describe('a step in rounds', () => {
  const begin = () => {
    const engine = new MemoryEngine();
    engine.answers.set('REVREC.read', (payload) => ({ text: PAGES[(payload as { readonly page: number }).page] }));
    return engine;
  };

  it('sends page by page what is read anew each time, and keeps how far it is', async () => {
    const engine = begin();
    expect(await engine.run(delivery, INPUT)).toBe('SUCCEEDED');
    expect([...engine.payloads]).toEqual([
      ['op_1:deliver:2', { by: 'us', text: 'a' }],
      ['op_1:deliver:4', { by: 'us', text: 'b' }],
      ['op_1:deliver:6', { by: 'us', text: 'c' }],
      ['op_1:confirm', { done: 3, total: 3, isOver: true }],
    ]);
    expect(engine.told.filter((what) => what.startsWith('deliver'))).toEqual([
      'deliver at 1 of 3',
      'deliver at 2 of 3',
      'deliver finished',
    ]);
  });

  it('looks up a page whose reply was lost, and sends none twice', async () => {
    const engine = begin().given('write ERP.post', 'as it should', { losesReplyOf: 'a write that was done' });
    expect(await engine.run(delivery, INPUT)).toBe('SUCCEEDED');
    expect(engine.done()).toEqual(['ERP.post', 'ERP.post', 'ERP.post', 'CRM.confirm']);
    expect(engine.calls).toContain('lookUp ERP.post');
  });

  it('sends nothing while what fills it cannot be read, and goes on once it can', async () => {
    const engine = begin().given('write REVREC.read', { refuses: { kind: 'Unavailable', status: 503 } });
    expect(await engine.run(delivery, INPUT)).toBe('SUCCEEDED');
    expect(engine.told).toContain('deliver WAITING');
    expect(engine.calls.slice(0, 4)).toEqual([
      'write REVREC.find',
      'write REVREC.read',
      'write REVREC.read',
      'write ERP.post',
    ]);
    expect(engine.done()).toHaveLength(4);
  });

  it('that is left out by a person after a page leaves what was sent', async () => {
    const engine = begin().given('write ERP.post', 'as it should', { refuses: CLOSED }).decides('SKIP');
    expect(await engine.run(delivery, INPUT)).toBe('SUCCEEDED');
    expect(engine.done()).toEqual(['ERP.post', 'CRM.confirm']);
  });

  it('ends the same wherever the process dies', async () => {
    const straight = begin();
    await straight.run(delivery, INPUT);
    for (let at = 1; at <= straight.recordedCount; at += 1) {
      for (const where of BOUNDARIES) {
        const engine = begin();
        engine.crash = { at, where };
        expect([at, where, await engine.run(delivery, INPUT)]).toEqual([at, where, 'SUCCEEDED']);
        expect([at, where, [...engine.payloads]]).toEqual([at, where, [...straight.payloads]]);
      }
    }
  });
});
