import { type ContractAct, refuseAct } from '#operations/requests/contract-lifecycle.ts';

const ACTS: readonly ContractAct[] = ['AMEND', 'RENEW', 'CANCEL', 'SUSPEND', 'RESUME'];

/** What each state allows. Upgrades, more seats and a common end of two contracts are all amendments. */
const LEGAL: readonly (readonly [string, readonly ContractAct[]])[] = [
  ['DRAFT', []],
  ['ACTIVE', ['AMEND', 'RENEW', 'CANCEL', 'SUSPEND']],
  ['AMENDING', ['AMEND', 'RENEW', 'CANCEL', 'SUSPEND']],
  ['SUSPENDED', ['RESUME', 'CANCEL']],
  ['EXPIRED', ['RENEW']],
  ['CANCELLED', []],
  ['UNKNOWN', []],
  ['a state of tomorrow', []],
];

const PAIRS = LEGAL.flatMap(([state, legal]) => ACTS.map((act) => [state, act, legal] as const));

describe('the life of a contract', () => {
  it.each(PAIRS)(
    'R069 while it is %s: %s is taken only if it is one of %j, else these are named',
    (state, act, legal) => {
      const refused = refuseAct(state, act);
      if (legal.includes(act)) {
        expect(refused).toEqual([]);
        return;
      }
      expect(refused).toMatchObject([{ code: 'INVALID_TRANSITION', field: ['contractId'] }]);
      const [said = '', listed = ''] = (refused[0]?.message ?? '').split(': ');
      expect(said).toBe(`The contract is ${state}`);
      expect(listed.match(/[A-Z]+/g) ?? []).toEqual(legal);
    },
  );
});
