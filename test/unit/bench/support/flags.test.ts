import { readFlags } from '#bench/support/flags.ts';

const KNOWN = [{ name: 'rounds', about: 'rounds', value: 5 }];

describe('the flags of a benchmark', () => {
  it('have their own values until told otherwise', () => {
    expect(readFlags(KNOWN, [])).toEqual({ numbers: new Map([['rounds', 5]]), json: false, profileDir: null });
    expect(readFlags(KNOWN, ['--rounds', '2', '--json'])).toMatchObject({
      numbers: new Map([['rounds', 2]]),
      json: true,
    });
  });

  it.each([[['--rounds', '0']], [['--rounds', '1.5']], [['--rounds', 'many']], [['--minutes', '3']]])(
    'are refused in a sentence: %j',
    (args) => {
      expect(readFlags(KNOWN, args)).toHaveProperty('fault');
    },
  );
});
