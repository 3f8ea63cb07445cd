import { ageText, instantText } from '../../../../console/src/show/age.ts';

const now = new Date('2026-11-21T12:00:00.000Z');

describe('The age of what is known', () => {
  it('is told in its largest unit, rounded down', () => {
    expect(ageText('2026-11-21T11:59:00.000Z', now)).toBe('1 min ago');
    expect(ageText('2026-11-21T11:58:01.000Z', now)).toBe('1 min ago');
    expect(ageText('2026-11-21T09:30:00.000Z', now)).toBe('2 h ago');
    expect(ageText('2026-11-18T11:00:00.000Z', now)).toBe('3 d ago');
  });

  it('is nothing to speak of below a minute and for a clock that runs ahead', () => {
    expect(ageText('2026-11-21T11:59:00.001Z', now)).toBe('just now');
    expect(ageText('2026-11-21T12:00:30.000Z', now)).toBe('just now');
  });

  it('is unknown for text that is no instant', () => {
    expect(ageText('soon', now)).toBeNull();
    expect(instantText('2026-08-16T09:30:00.000Z')).toBe('2026-08-16 09:30:00 UTC');
  });
});
