import { groupDigits, isZero, subtractDecimals, sumDecimals } from '../../../../console/src/show/decimal-text.ts';

describe('An amount on the page', () => {
  it('keeps every digit that the server wrote, beyond what a number could hold', () => {
    expect(groupDigits('12345678901234567890.10')).toBe('12,345,678,901,234,567,890.10');
    expect(groupDigits('600000.00')).toBe('600,000.00');
    expect(groupDigits('500')).toBe('500');
    expect(groupDigits('0.125')).toBe('0.125');
  });

  it('shows a negative with the minus sign, not with a colour', () => {
    expect(groupDigits('-226849.32')).toBe('−226,849.32');
  });

  it('comes back as it is when it is no decimal', () => {
    expect(groupDigits('n/a')).toBe('n/a');
  });

  it('adds up to the last unit', () => {
    expect(sumDecimals(['-226849.32', '362958.90', '34027.40'])).toBe('170136.98');
    expect(sumDecimals(['90071992547409931.01', '0.02'])).toBe('90071992547409931.03');
    expect(sumDecimals(['-0.05', '0.02'])).toBe('-0.03');
    expect(sumDecimals(['1', '2.125'])).toBe('3.125');
    expect(sumDecimals([])).toBe('0');
    expect(subtractDecimals('70684.93', '50958.90')).toBe('19726.03');
    expect(subtractDecimals('1.00', '-1.00')).toBe('2.00');
  });

  it('is not added to what is no amount', () => {
    expect(sumDecimals(['1.00', ''])).toBeNull();
    expect(isZero('-0.00')).toBe(true);
    expect(isZero('0.01')).toBe(false);
  });
});
