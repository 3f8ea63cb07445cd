import { exactNumber, parseExact } from '#kit/transport/exact-json.ts';

describe('an amount in JSON', () => {
  it.each(['90071992547409.93', '9007199254740993', '-0.10', '1E+2'])(
    'keeps its digits when it is read: %s',
    (digits) => {
      expect(parseExact(`{"lines":[{"amount":${digits}}]}`)).toEqual({ lines: [{ amount: digits }] });
    },
  );

  it('keeps its digits when it is written, without quotes', () => {
    expect(JSON.stringify({ amount: exactNumber('90071992547409.90') })).toBe('{"amount":90071992547409.90}');
  });

  it('is nothing when the text is no JSON, and is not written when it is no number', () => {
    expect(parseExact('<html>')).toBeUndefined();
    expect(() => exactNumber('12,50')).toThrow(SyntaxError);
  });
});
