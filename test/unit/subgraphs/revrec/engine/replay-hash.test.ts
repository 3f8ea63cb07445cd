import { canonicalJson, replayHash } from '#revrec/engine/replay-hash.ts';
import { folded, rows } from './folded.ts';
import { meridian } from './meridian.ts';

const hashOf = (events: typeof meridian) => {
  const state = folded(events);
  const { eventIds } = state;
  const policyVersionIds = state.policies.versionIds;
  return replayHash({ eventIds, policyVersionIds, rateIds: [], engineVersion: '1', rows: rows(state) });
};

describe('the replay hash', () => {
  it('does not depend on the order in which events arrived, and does on their figures', () => {
    expect(hashOf([...meridian].reverse())).toBe(hashOf(meridian));
    expect(hashOf(meridian.slice(0, 2))).not.toBe(hashOf(meridian));
  });

  it('is the same on every machine', () => {
    const replay = {
      eventIds: ['e'],
      policyVersionIds: [],
      rateIds: [],
      engineVersion: '1',
      rows: [{ b: 2n, a: 'x' }],
    };
    // sha256 of the one canonical text, computed outside of this program.
    expect(canonicalJson(replay)).toBe(
      '{"engineVersion":"1","eventIds":["e"],"policyVersionIds":[],"rateIds":[],"rows":[{"a":"x","b":"2"}]}',
    );
    expect(replayHash(replay)).toBe('cd2b540b0a534d4b4e6969f40c63a6610f23334e4ad6f8614c9e54e6d2d3e1b3');
  });

  it('knows no fraction and no function', () => {
    expect(() => canonicalJson({ a: 0.5 })).toThrow('number');
    expect(() => canonicalJson({ a: () => 1 })).toThrow('function');
    expect(canonicalJson({ b: undefined, a: [null, true, 7] })).toBe('{"a":[null,true,7]}');
  });
});
