import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { pickSsp, sspPosition } from '#revrec/engine/ssp.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { formatRatio } from '#schema/canonical/ratio.ts';
import { aLine, analytics } from './meridian.ts';

const year = { from: civilDate('2026-01-01'), to: civilDate('2026-12-31') };
const context = { currency: 'USD', policies: CONTRACT_DRIVEN.values };
const picked = (unitPrice: string, range = context) => {
  const pick = pickSsp(aLine({ unitPrice, quantity: '2' }), year, range);
  return pick.ok ? [pick.value.position, formatRatio(pick.value.extended)] : pick.error;
};

describe('a standalone selling price', () => {
  it('is the stated one inside the range, the nearer policy bound outside, in minor units over quantity and term', () => {
    expect(picked('1200.00')).toEqual(['IN_RANGE', '240000']);
    expect(picked('900')).toEqual(['BELOW', '220000']);
    expect(picked('1500')).toEqual(['ABOVE', '260000']);
  });

  it('follows the policy for the range', () => {
    const policies = {
      ...context.policies,
      sspRange: { BELOW: 'POINT', IN_RANGE: 'HIGH', ABOVE: 'NEAREST_BOUND' },
    } as const;
    expect(picked('900', { ...context, policies })).toEqual(['BELOW', '240000']);
    expect(picked('1200', { ...context, policies })).toEqual(['IN_RANGE', '260000']);
    expect(picked('1500', { ...context, policies })).toEqual(['ABOVE', '260000']);
  });

  it('is by policy the bound that is nearer, or the price itself where that lies between them', () => {
    const nearest = { BELOW: 'NEAREST_BOUND', IN_RANGE: 'NEAREST_BOUND', ABOVE: 'NEAREST_BOUND' } as const;
    const by = { ...context, policies: { ...context.policies, sspRange: nearest } };
    expect(['900', '1099.99', '1100', '1150', '1300', '1300.01'].map((price) => picked(price, by))).toEqual([
      ['BELOW', '220000'],
      ['BELOW', '220000'],
      ['IN_RANGE', '220000'],
      ['IN_RANGE', '230000'],
      ['IN_RANGE', '260000'],
      ['ABOVE', '260000'],
    ]);
  });

  it('counts both bounds as inside', () => {
    const { ssp } = analytics;
    if (ssp === null) throw new Error('analytics has a price');
    expect(['84999.99', '85000', '95000', '95000.01'].map((price) => sspPosition(ssp, price))).toEqual([
      'BELOW',
      'IN_RANGE',
      'IN_RANGE',
      'ABOVE',
    ]);
    expect(sspPosition(ssp, 'dear')).toBeNull();
  });

  it('is refused when it is missing, no decimal or no range', () => {
    const entry = { entry: 'e', method: 'OBSERVABLE', low: '2', point: '1', high: '3', source: 's' } as const;
    const refused = (change: object) => {
      const pick = pickSsp({ ...aLine(), ...change }, year, context);
      return pick.ok ? null : pick.error.kind;
    };
    expect(refused({ ssp: null })).toBe('MISSING_SSP');
    expect(refused({ unitPrice: '1e3' })).toBe('INVALID_EVENT');
    expect(refused({ ssp: entry })).toBe('INVALID_EVENT');
    expect(refused({ ssp: { ...entry, point: '4' } })).toBe('INVALID_EVENT');
    expect(refused({ quantity: 'few' })).toBe('INVALID_EVENT');
    for (const bound of ['low', 'point', 'high']) {
      expect(refused({ ssp: { ...entry, point: '2', [bound]: 'x' } })).toBe('INVALID_EVENT');
    }
  });
});
