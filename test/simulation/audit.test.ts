import { audit } from './audit.ts';
import type { AuditedEffect, History } from './history.ts';
import { smallHistory } from './small-history.ts';

const seen = (history: History) => audit(history).map(({ verdict, about }) => `${verdict} ${about}`);
const whole = smallHistory();

/** The history with another list of effects. */
function withEffects(change: (effects: readonly AuditedEffect[]) => readonly AuditedEffect[]): History {
  return { ...whole, effects: change(whole.effects) };
}

const is = (kind: string, sequence: number) => (one: AuditedEffect) => one.kind === kind && one.sequence === sequence;

/** The same effect, seen again later in its ledger. */
function again(kind: string, sequence: number, change: Partial<AuditedEffect>): History {
  return withEffects((effects) => [
    ...effects,
    ...effects.filter(is(kind, sequence)).map((one) => ({ ...one, sequence: 99, ...change })),
  ]);
}

describe('the audit of three records that', () => {
  it('agree finds nothing', () => {
    expect(seen(whole)).toEqual([]);
  });

  it.each([
    ['the ledger’s invoice', 'invoice.created', 20, ['LOST op_2', 'LOST INVOICE inv_2']],
    ['the CRM’s order', 'order.created', 10, ['LOST op_1']],
    ['a journal', 'journalEntry.created', 21, ['LOST op_2']],
    ['billing’s invoice', 'invoice.finalized', 20, ['UNEXPLAINED INVOICE inv_2']],
  ])('lack %s says that it is lost', (_what, kind, sequence, expected) => {
    expect(seen(withEffects((effects) => effects.filter((one) => !is(kind, sequence)(one))))).toEqual(expected);
  });

  it('lack all that billing did for a step says so', () => {
    const found = seen(withEffects((effects) => effects.filter(({ owner }) => owner?.step !== 'amendSubscription')));
    expect(found).toEqual(expect.arrayContaining(['LOST op_1', 'LOST op_2', 'UNEXPLAINED INVOICE inv_1']));
  });

  it('hold a second invoice in the ledger, under whatever key, says that it is doubled', () => {
    expect(seen(again('invoice.created', 20, { recordId: '1009' }))).toContain('DUPLICATED INVOICE inv_2');
    const underAnother = { recordId: '1009', key: 'op_2:postInvoice:corrected' };
    expect(seen(again('invoice.created', 20, underAnother))).toEqual(
      expect.arrayContaining(['DUPLICATED op_2', 'DUPLICATED INVOICE inv_2']),
    );
  });

  it('hold a second order, invoice of billing or journal says that it is doubled', () => {
    expect(seen(again('order.created', 20, { recordId: 'ord_9' }))).toContain('DUPLICATED op_2');
    expect(seen(again('journalEntry.created', 21, { recordId: '2009' }))).toContain('DUPLICATED JOURNAL rev:2');
    const document = { kind: 'INVOICE', id: 'inv_9', act: 'STANDS', totalMinor: 45_369n } as const;
    expect(seen(again('invoice.finalized', 20, { recordId: 'in_9', document }))).toContain('LOST INVOICE inv_9');
  });

  it.each([
    ['CRM', 'order.created'],
    ['BILLING', 'subscription.updated'],
    ['ERP', 'invoice.created'],
  ])('show the effects of two changes swapped in %s says that they are out of order', (_system, kind) => {
    const swapped = withEffects((effects) =>
      effects.map((one) => (one.kind === kind ? { ...one, sequence: 50 - one.sequence } : one)),
    );
    expect(seen(swapped).some((one) => one.startsWith('OUT_OF_ORDER opp_1'))).toBe(true);
  });

  it('show a contract’s version fall says that it is out of order, in the CRM and in the log', () => {
    const fallen = withEffects((effects) =>
      effects.map((one) => (is('contract.updated', 21)(one) ? { ...one, contractVersion: 2 } : one)),
    );
    expect(seen(fallen)).toEqual(['OUT_OF_ORDER con_1']);
    const events = whole.events.map((event) => (event.version === 3 ? { ...event, version: 2 } : event));
    expect(seen({ ...whole, events })).toEqual(['OUT_OF_ORDER ctr_1']);
  });

  it('show steps of a later operation before the earlier one was over says so, from the log', () => {
    const [first = [], second = []] = ['op_1', 'op_2'].map((id) =>
      whole.events.filter(({ operationId }) => operationId === id),
    );
    expect(seen({ ...whole, events: [...second, ...first] })).toEqual(
      expect.arrayContaining(['OUT_OF_ORDER opp_1', 'OUT_OF_ORDER opp_1:books']),
    );
  });

  it('hold what no operation, or only one that did not do it, can explain says so', () => {
    const keyless = { recordId: '1009', key: null, owner: null };
    expect(seen(again('invoice.created', 20, keyless))).toContain('UNEXPLAINED ERP invoice.created 1009');
    const strange = { operationId: 'op_9', step: 'amendCrmContract', undoing: false };
    const key = 'op_9:amendCrmContract';
    expect(seen(again('order.created', 20, { recordId: 'ord_9', owner: strange, key }))).toEqual([
      'UNEXPLAINED CRM order.created ord_9',
    ]);
    const operations = whole.operations.map((operation) => ({
      ...operation,
      steps: operation.steps.map((step) => (step.name === 'postInvoice' ? { ...step, status: 'SKIPPED' } : step)),
    }));
    expect(seen({ ...whole, operations })).toContain('UNEXPLAINED ERP invoice.created 1001');
  });

  it('show another amount in the ledger than in billing says so', () => {
    const document = { kind: 'INVOICE', id: 'inv_2', act: 'STANDS', totalMinor: 45_368n } as const;
    const wrong = withEffects((effects) =>
      effects.map((one) => (is('invoice.created', 20)(one) ? { ...one, document } : one)),
    );
    expect(seen(wrong)).toEqual(['WRONG_AMOUNT INVOICE inv_2']);
  });

  it('tell an end never, twice or otherwise than the operation’s row says so', () => {
    const [accepted, ...rest] = whole.events;
    if (accepted === undefined) throw new Error('No events');
    expect(seen({ ...whole, events: rest })).toEqual(['LOST op_1']);
    expect(seen({ ...whole, events: [accepted, ...whole.events] })).toEqual(['DUPLICATED op_1']);
    const failed = whole.events.map((event) =>
      event.type === 'operation.succeeded' ? { ...event, type: 'operation.failed' } : event,
    );
    expect(seen({ ...whole, events: failed })).toEqual([
      'LOST op_1',
      'DUPLICATED op_1',
      'LOST op_2',
      'DUPLICATED op_2',
    ]);
    const operations = whole.operations.map((operation) => ({ ...operation, status: 'PARKED' }));
    expect(seen({ ...whole, operations })).toEqual(expect.arrayContaining(['LOST op_1', 'LOST op_2']));
  });
});
