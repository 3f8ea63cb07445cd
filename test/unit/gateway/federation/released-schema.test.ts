import { changesSince, releaseFaults, withRelease } from '#gateway/federation/released-schema.ts';

const RELEASED =
  'type Query { customer(id: ID!): Customer } type Customer { name: String! kind: Kind } enum Kind { A }\n';
const api = (sdl: string) => new Map([['api', sdl]]);
const changed = (from: string, to: string) => changesSince(api(RELEASED), api(RELEASED.replace(from, to)));
const NONE = { breaking: [], dangerous: [] };
const LOG = '# Changes\n\nWords.\n\n';

describe('the schema of the last release', () => {
  it('is not broken by what is added', () => {
    expect(changed('kind: Kind', 'kind: Kind size: Int')).toEqual(NONE);
  });

  it.each([
    ['a field that is gone', 'name: String!', '', 'api: Customer.name was removed.'],
    [
      'an answer that may be null now',
      'name: String!',
      'name: String',
      'api: Customer.name changed type from String! to String.',
    ],
    [
      'an argument that has to be given now',
      'id: ID!',
      'id: ID! at: ID!',
      'api: A required arg at on Query.customer was added.',
    ],
  ])('is broken by %s', (_what, from, to, said) => {
    expect(changed(from, to)).toEqual({ breaking: [said], dangerous: [] });
  });

  it('tells apart what may only surprise', () => {
    expect(changed('{ A }', '{ A B }')).toEqual({ breaking: [], dangerous: ['api: B was added to enum type Kind.'] });
  });

  it('is advanced only with a line of the changelog, the latest first', () => {
    expect(releaseFaults(api(RELEASED), LOG, NONE)).toEqual([expect.stringContaining('has no line for the release')]);
    const one = withRelease(LOG, api(RELEASED), 'One.');
    expect(releaseFaults(api(RELEASED), one, NONE)).toEqual([]);
    const two = withRelease(one, api(`${RELEASED}# more`), 'Two.');
    expect(
      two
        .split('\n')
        .filter((line) => line.startsWith('- '))
        .map((line) => line.split(' ').at(-1)),
    ).toEqual(['Two.', 'One.']);
    expect(two.startsWith(LOG)).toBe(true);
  });

  it('is kept by a break that was not released', () => {
    const log = withRelease(LOG, api(RELEASED), 'One.');
    expect(releaseFaults(api(RELEASED), log, { breaking: ['Customer.name was removed.'], dangerous: [] })).toEqual([
      expect.stringMatching(/^Customer\.name was removed\. Clients of the last release break/),
    ]);
  });

  it('holds for readers outside too: what is there for all of the others may be gone for them', () => {
    const released = new Map([...api(RELEASED), ['portal', RELEASED]]);
    const now = new Map([...api(RELEASED), ['portal', RELEASED.replace('name: String!', '')]]);
    expect(changesSince(released, now)).toEqual({ breaking: ['portal: Customer.name was removed.'], dangerous: [] });
    expect(changesSince(released, api(RELEASED)).breaking).toEqual([
      'portal: nobody is shown this form of the graph any more.',
    ]);
    expect(changesSince(api(RELEASED), now)).toEqual(NONE);
    const log = withRelease(LOG, api(RELEASED), 'One.');
    expect(releaseFaults(released, log, NONE)).toEqual([expect.stringContaining('has no line for the release')]);
  });
});
