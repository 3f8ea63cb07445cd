import { CANONICAL_EVENTS } from '#schema/events/catalogue.ts';
import { misfitOf, type StoredEvent, upcast } from '#schema/events/upcast.ts';
import { FIRST_ARCHIVE } from './first-archive.ts';

const read = (event: StoredEvent) => {
  const today = upcast(event);
  if (!today.ok) throw new Error(JSON.stringify(today.error));
  return today.value;
};
const ofType = (type: string) => FIRST_ARCHIVE.filter((event) => event.type === type).map(read);

describe('the archive of the first release', () => {
  it.each(FIRST_ARCHIVE.map((event) => [event.type, event] as const))('is read today: %s', (_type, event) => {
    const today = read(event);
    expect(misfitOf(today)).toBeNull();
    // What it said then it says today, to the digit.
    expect(today.data).toMatchObject(event.data as object);
  });

  it('holds every type that has changed since', () => {
    const changed = Object.entries(CANONICAL_EVENTS).filter(([, { version }]) => version > 1);
    const kept = new Set(FIRST_ARCHIVE.map(({ type }) => type));
    expect(changed.map(([type]) => type).filter((type) => !kept.has(type))).toEqual([]);
  });

  it('starts nothing: what was not told is unknown, and no status becomes another', () => {
    expect(ofType('contract.changed').map(({ data }) => data)).toEqual([
      { contractId: 'ctr_1', version: 1, status: 'UNKNOWN', ours: false },
      { contractId: 'ctr_1', version: 2, status: 'UNKNOWN', ours: true },
    ]);
    expect(ofType('payment.changed').map(({ data }) => data)).toMatchObject([
      { refunded: { minor: '0', currency: 'USD' }, attempts: 1, final: false, previousStatus: null },
      { refunded: { minor: '0', currency: 'EUR' }, attempts: 1, final: false, previousStatus: null },
    ]);
  });
});

describe('an event of today', () => {
  it('is read as it is', () => {
    const data = { invoiceId: 'inv_1', status: 'PAID', previousStatus: 'OPEN', total: { minor: '1', currency: 'USD' } };
    const event = { type: 'invoice.changed', schemaVersion: 2, operationId: null, data };
    expect(read(event)).toEqual({ type: 'invoice.changed', schemaVersion: 2, data });
  });
});

describe('an event that cannot be read', () => {
  const event = (type: string, schemaVersion: number, data: unknown): StoredEvent => ({
    type,
    schemaVersion,
    operationId: null,
    data,
  });

  it.each([
    ['of a type that there is none of', event('weather.changed', 1, {}), { kind: 'UnknownType' }],
    ['of a type that every object has', event('constructor', 1, {}), { kind: 'UnknownType' }],
    ['of a release to come', event('invoice.changed', 3, {}), { kind: 'FromTheFuture', known: 2 }],
    ['of a version that never was', event('invoice.changed', 0, {}), { kind: 'NoStep' }],
    ['that lacks what its version promised', event('invoice.changed', 1, { invoiceId: 'in_1' }), { kind: 'Malformed' }],
    ['whose amount is a number', event('payment.changed', 1, { amount: 5 }), { kind: 'Malformed' }],
    ['without members', event('customer.changed', 1, null), { kind: 'Malformed' }],
  ])('says why: %s', (_what, stored, failure) => {
    expect(upcast(stored)).toMatchObject({ ok: false, error: failure });
  });
});
