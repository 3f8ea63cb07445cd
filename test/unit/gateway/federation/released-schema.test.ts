import { changesSince, releaseFaults, withRelease } from '#gateway/federation/released-schema.ts';

const RELEASED =
  'type Query { customer(id: ID!): Customer } type Customer { name: String! kind: Kind } enum Kind { A }\n';
const changed = (from: string, to: string) => changesSince(RELEASED, RELEASED.replace(from, to));
const NONE = { breaking: [], dangerous: [] };
const LOG = '# Changes\n\nWords.\n\n';

describe('the schema of the last release', () => {
  it('is not broken by what is added', () => {
    expect(changed('kind: Kind', 'kind: Kind size: Int')).toEqual(NONE);
  });

  it.each([
    ['a field that is gone', 'name: String!', '', 'Customer.name was removed.'],
    [
      'an answer that may be null now',
      'name: String!',
      'name: String',
      'Customer.name changed type from String! to String.',
    ],
    [
      'an argument that has to be given now',
      'id: ID!',
      'id: ID! at: ID!',
      'A required arg at on Query.customer was added.',
    ],
  ])('is broken by %s', (_what, from, to, said) => {
    expect(changed(from, to)).toEqual({ breaking: [said], dangerous: [] });
  });

  it('tells apart what may only surprise', () => {
    expect(changed('{ A }', '{ A B }')).toEqual({ breaking: [], dangerous: ['B was added to enum type Kind.'] });
  });

  it('is advanced only with a line of the changelog, the latest first', () => {
    expect(releaseFaults(RELEASED, LOG, NONE)).toEqual([expect.stringContaining('has no line for the release')]);
    const one = withRelease(LOG, RELEASED, 'One.');
    expect(releaseFaults(RELEASED, one, NONE)).toEqual([]);
    const two = withRelease(one, `${RELEASED}# more`, 'Two.');
    expect(
      two
        .split('\n')
        .filter((line) => line.startsWith('- '))
        .map((line) => line.split(' ').at(-1)),
    ).toEqual(['Two.', 'One.']);
    expect(two.startsWith(LOG)).toBe(true);
  });

  it('is kept by a break that was not released', () => {
    const log = withRelease(LOG, RELEASED, 'One.');
    expect(releaseFaults(RELEASED, log, { breaking: ['Customer.name was removed.'], dangerous: [] })).toEqual([
      expect.stringMatching(/^Customer\.name was removed\. Clients of the last release break/),
    ]);
  });
});
