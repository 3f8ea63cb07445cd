import { readFlags } from '#bench/support/flags.ts';

const KNOWN = [
  { name: 'rounds', about: 'rounds', value: 5 },
  { name: 'delay', about: 'ms', value: 0, least: 0 },
  { name: 'only', about: 'which', words: ['heavy', 'light'] },
];

describe('the flags of a benchmark', () => {
  it('have their own values until told otherwise', () => {
    expect(readFlags(KNOWN, [])).toEqual({
      numbers: new Map([
        ['rounds', 5],
        ['delay', 0],
      ]),
      words: new Map([['only', ['heavy', 'light']]]),
      json: false,
      profileDir: null,
    });
    expect(readFlags(KNOWN, ['--rounds', '2', '--only', 'light', '--json'])).toMatchObject({
      numbers: new Map([
        ['rounds', 2],
        ['delay', 0],
      ]),
      words: new Map([['only', ['light']]]),
      json: true,
    });
  });

  it.each([
    [['--rounds', '0']],
    [['--delay', '-1']],
    [['--only', 'heavy,thick']],
    [['--rounds', '1.5']],
    [['--rounds', 'many']],
    [['--minutes', '3']],
  ])('are refused in a sentence: %j', (args) => {
    expect(readFlags(KNOWN, args)).toHaveProperty('fault');
  });
});
