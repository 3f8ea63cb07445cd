import { asConnectorError, sentenceOf } from '#revrec/accounting.ts';
import { asFault } from '#revrec/library/fault.ts';
import { civilDate } from '#schema/canonical/calendar.ts';

describe('what the engine has no rate for', () => {
  const unknown = { kind: 'MISSING_RATE', subject: 'EUR', currency: 'USD', on: civilDate('2026-03-01') } as const;

  it('is said in a sentence that tells what to do', () => {
    expect(sentenceOf(unknown)).toBe('No exchange rate from EUR to USD is known on 2026-03-01; publish one.');
    expect(sentenceOf({ ...unknown, subject: 'seats', on: null })).toBe(
      'No exchange rate from seats to USD was fixed when it was booked; give one.',
    );
  });

  it('is refused under its own code, and is a fault of its own in a file', () => {
    expect(asConnectorError(unknown)).toMatchObject({ kind: 'Rejected', code: 'MISSING_RATE', field: 'EUR' });
    expect(asFault(unknown, 'C-1')).toMatchObject({ code: 'MISSING_RATE', path: 'C-1/EUR' });
  });
});
