import { decideModification, type ModificationFacts } from '#revrec/engine/modification.ts';
import { DECISION_TABLE } from '#revrec/engine/modification-table.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { aLine, analytics, moreSeats } from './meridian.ts';

const series = { key: 'seats', kind: 'SERIES', distinct: true, started: true } as const;
const building = { key: 'building', kind: 'OVER_TIME', distinct: true, started: true } as const;
const plain: ModificationFacts = {
  amendment: 'A-1',
  eventId: 'e-1',
  added: [],
  removesScope: false,
  hasOtherPriceDelta: false,
  hasConcession: false,
  remaining: [series],
  recorded: {},
};
const decided = (change: Partial<ModificationFacts>) => {
  const decision = decideModification({ ...plain, ...change }, CONTRACT_DRIVEN);
  return decision.ok ? [decision.value.row, decision.value.treatment] : decision.error;
};

describe('the decision table', () => {
  it('is read from the top and numbered in order', () => {
    expect(DECISION_TABLE.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it.each<[string, Partial<ModificationFacts>, readonly unknown[]]>([
    ['nothing of scope or price changed', {}, [0, 'NONE']],
    ['it is not approved', { added: [moreSeats], recorded: { approved: false } }, [0, 'NONE']],
    ['its price is open', { added: [moreSeats], recorded: { priceOpen: true } }, [0, 'NONE']],
    [
      'the first contract gave the right',
      { added: [moreSeats], recorded: { originalTerms: true } },
      [1, 'NOT_A_MODIFICATION'],
    ],
    ['past service was conceded', { hasConcession: true }, [2, 'IMMEDIATE']],
    ['distinct products come at their price', { added: [moreSeats, analytics] }, [3, 'SEPARATE']],
    [
      'one addition is below its range',
      { added: [moreSeats, { ...analytics, unitPrice: '84999.99' }] },
      [4, 'PROSPECTIVE'],
    ],
    ['one addition is above its range', { added: [{ ...analytics, unitPrice: '95000.01' }] }, [4, 'PROSPECTIVE']],
    ['it adds and removes', { added: [moreSeats], removesScope: true }, [4, 'PROSPECTIVE']],
    ['it adds and changes another price', { added: [moreSeats], hasOtherPriceDelta: true }, [4, 'PROSPECTIVE']],
    ['quantity of a series is removed', { removesScope: true }, [4, 'PROSPECTIVE']],
    ['a started building changes in price', { hasOtherPriceDelta: true, remaining: [building] }, [5, 'CATCH_UP']],
    [
      'a building not yet started changes',
      { hasOtherPriceDelta: true, remaining: [{ ...building, started: false }] },
      [4, 'PROSPECTIVE'],
    ],
    ['a building stands beside a series', { hasOtherPriceDelta: true, remaining: [series, building] }, [6, 'MIXED']],
    ['nothing is left to deliver', { removesScope: true, remaining: [] }, [7, 'PARTIAL_TERMINATION']],
    [
      'a person judged the rest as one promise',
      { removesScope: true, recorded: { remainingDistinct: 'NONE' } },
      [5, 'CATCH_UP'],
    ],
  ])('when %s', (_, change, expected) => {
    expect(decided(change)).toEqual(expected);
  });

  it('does not take an addition that depends on the rest for a separate one', () => {
    const dependent = { ...moreSeats, distinct: false };
    expect(decided({ added: [dependent] })).toEqual([4, 'PROSPECTIVE']);
    expect(decided({ added: [aLine({ kind: 'SERVICE_WARRANTY' })] })).toEqual([4, 'PROSPECTIVE']);
  });

  it('is not asked without a standalone price, unless a person has judged', () => {
    const unpriced = { ...moreSeats, ssp: null };
    expect(decided({ added: [unpriced] })).toEqual({ kind: 'MISSING_SSP', subject: 'more-seats' });
    expect(decided({ added: [unpriced], recorded: { priceReflectsSsp: false } })).toEqual([4, 'PROSPECTIVE']);
  });

  it('says why: each answer with its reason, and the row with its paragraph', () => {
    const decision = decideModification(
      { ...plain, added: [moreSeats], recorded: { approved: true } },
      CONTRACT_DRIVEN,
    );
    const told = decision.ok ? decision.value.derivations : [];
    expect(told.find(({ rule }) => rule === 'priceReflectsSsp')).toMatchObject({
      result: 'true',
      formula: 'PLATFORM-SEAT: 1200.00 is IN_RANGE to 1100 to 1300',
      inputs: ['e-1', 'ssp:seat'],
    });
    expect(told.find(({ rule }) => rule === 'approved')?.formula).toBe('recorded judgement; by rule true');
    expect(told.at(-1)).toMatchObject({ result: 'SEPARATE', paragraph: 'IFRS 15.20; ASC 606-10-25-12' });
    expect(told.at(-1)?.inputs).toEqual([...told.slice(0, -1).map(({ id }) => id), 'policy:CONTRACT_DRIVEN@1']);
  });

  it('says of each addition what it is, where it cannot be compared, and which are not distinct', () => {
    const told = (added: ModificationFacts['added'], recorded: ModificationFacts['recorded'] = {}) => {
      const decision = decideModification({ ...plain, added, recorded }, CONTRACT_DRIVEN);
      const found = decision.ok ? decision.value.derivations : [];
      return Object.fromEntries(found.map(({ rule, formula }) => [rule, formula]));
    };
    const both = [moreSeats, analytics];
    expect(told(both)['addsDistinct']).toBe('PLATFORM-SEAT is SERIES; PREMIUM-ANALYTICS is SERIES, each distinct');
    const apart = both.map((line) => ({ ...line, distinct: false }));
    expect(told(apart)['addsDistinct']).toBe('PLATFORM-SEAT, PREMIUM-ANALYTICS is not distinct');
    expect(told([{ ...moreSeats, distinct: false }, analytics])['addsDistinct']).toBe('PLATFORM-SEAT is not distinct');
    const odd = [{ ...moreSeats, unitPrice: 'dear' }];
    expect(told(odd)['priceReflectsSsp']).toBe('PLATFORM-SEAT: dear is not comparable to 1100 to 1300');
  });

  it('leaves a price that rises when everything is served to a person', () => {
    expect(decided({ hasOtherPriceDelta: true, remaining: [] })).toMatchObject({ kind: 'HELD', subject: 'A-1' });
  });
});
