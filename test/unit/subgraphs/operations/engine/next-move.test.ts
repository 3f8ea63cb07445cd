import { type Act, nextMove } from '#operations/engine/next-move.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';

const ERRORS: { readonly [Kind in ConnectorError['kind']]: Extract<ConnectorError, { kind: Kind }> } = {
  RateLimited: { kind: 'RateLimited', retryAfterMs: 700 },
  Unavailable: { kind: 'Unavailable', status: 503 },
  OutcomeUnknown: { kind: 'OutcomeUnknown', key: 'op_1:step' },
  VersionConflict: { kind: 'VersionConflict', externalId: '800' },
  Rejected: { kind: 'Rejected', code: 'X', field: null, detail: 'no' },
  NotFound: { kind: 'NotFound', externalId: '800' },
  UnsupportedByVendor: { kind: 'UnsupportedByVendor', capability: 'prorations' },
  MissingPrerequisite: { kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id: 'cust_1' },
  ClosedPeriod: { kind: 'ClosedPeriod', period: '2026-08' },
  CredentialsExpired: { kind: 'CredentialsExpired', connection: 'main' },
  Unmappable: { kind: 'Unmappable', field: 'status', detail: 'new' },
};

/** Every error of a write and of a look-up, what follows, and what is then tried next. */
const TABLE: readonly (readonly [ConnectorError['kind'], Act, string, Act | null])[] = [
  ['RateLimited', 'WRITE', 'PAUSE', 'WRITE'],
  ['RateLimited', 'LOOK_UP', 'PAUSE', 'LOOK_UP'],
  ['Unavailable', 'WRITE', 'PAUSE', 'WRITE'],
  ['Unavailable', 'LOOK_UP', 'PAUSE', 'LOOK_UP'],
  ['OutcomeUnknown', 'WRITE', 'PAUSE', 'LOOK_UP'],
  ['OutcomeUnknown', 'LOOK_UP', 'PAUSE', 'LOOK_UP'],
  ['VersionConflict', 'WRITE', 'PAUSE', 'LOOK_UP'],
  ['VersionConflict', 'LOOK_UP', 'PAUSE', 'LOOK_UP'],
  ['MissingPrerequisite', 'WRITE', 'AWAIT', 'WRITE'],
  ['MissingPrerequisite', 'LOOK_UP', 'AWAIT', 'LOOK_UP'],
  ['Rejected', 'WRITE', 'REFUSED', null],
  ['Rejected', 'LOOK_UP', 'ASK_A_PERSON', 'LOOK_UP'],
  ['NotFound', 'WRITE', 'REFUSED', null],
  ['NotFound', 'LOOK_UP', 'ASK_A_PERSON', 'LOOK_UP'],
  ['UnsupportedByVendor', 'WRITE', 'REFUSED', null],
  ['UnsupportedByVendor', 'LOOK_UP', 'ASK_A_PERSON', 'LOOK_UP'],
  ['ClosedPeriod', 'WRITE', 'ASK_A_PERSON', 'WRITE'],
  ['ClosedPeriod', 'LOOK_UP', 'ASK_A_PERSON', 'LOOK_UP'],
  ['CredentialsExpired', 'WRITE', 'ASK_A_PERSON', 'WRITE'],
  ['CredentialsExpired', 'LOOK_UP', 'ASK_A_PERSON', 'LOOK_UP'],
  // An answer that nobody can read says nothing about the effect: it is looked up before anything is sent again.
  ['Unmappable', 'WRITE', 'ASK_A_PERSON', 'LOOK_UP'],
  ['Unmappable', 'LOOK_UP', 'ASK_A_PERSON', 'LOOK_UP'],
];

describe('what one reply allows', () => {
  it.each(TABLE)('after %s of a %s: %s', (kind, act, move, next) => {
    const error = ERRORS[kind];
    expect(nextMove(act, fail(error), null)).toEqual(
      next === null ? { kind: move, error } : { kind: move, next, error },
    );
  });

  it('names every kind of error twice in its table', () => {
    expect(new Set(TABLE.map(([kind]) => kind)).size).toBe(Object.keys(ERRORS).length);
    expect(TABLE).toHaveLength(2 * Object.keys(ERRORS).length);
  });

  it('takes an answered write for done, also when it answers nothing', () => {
    expect(nextMove('WRITE', ok({ id: 1 }), null)).toEqual({ kind: 'DONE', outcome: { id: 1 } });
    expect(nextMove('WRITE', ok(null), null)).toEqual({ kind: 'DONE', outcome: null });
  });

  it('takes a write that the look-up finds for done, whatever led to the look-up', () => {
    for (const doubt of [ERRORS.OutcomeUnknown, ERRORS.VersionConflict, null]) {
      expect(nextMove('LOOK_UP', ok({ id: 1 }), doubt)).toEqual({ kind: 'DONE', outcome: { id: 1 } });
    }
  });

  it('writes again what the look-up does not find', () => {
    expect(nextMove('LOOK_UP', ok(null), ERRORS.OutcomeUnknown)).toEqual({ kind: 'GO_ON', next: 'WRITE' });
  });

  it('takes a moved version without an effect of ours for somebody else’s change', () => {
    const error = ERRORS.VersionConflict;
    expect(nextMove('LOOK_UP', ok(null), error)).toEqual({ kind: 'REFUSED', error });
  });
});
