import { phraseOf, systemName, toneOf, vendorName, wordsOf } from '../../../../console/src/show/status-words.ts';

describe('A status in words', () => {
  it('is readable whatever the spelling of its name', () => {
    expect(wordsOf('IN_SYNC')).toBe('In sync');
    expect(wordsOf('amend-subscription')).toBe('Amend subscription');
    expect(wordsOf('postInvoice')).toBe('Post invoice');
    expect(phraseOf('AWAITING_APPROVAL')).toBe('awaiting approval');
  });

  it('keeps the abbreviations of the field', () => {
    expect(wordsOf('report-to-crm')).toBe('Report to CRM');
    expect(wordsOf('AR_LOCKED')).toBe('AR locked');
    expect(phraseOf('READ_ERP')).toBe('read ERP');
  });

  it('never looks harmless when nobody has said that it is', () => {
    expect(toneOf('UNKNOWN')).toBe('WARN');
    expect(toneOf('INVENTED_TOMORROW')).toBe('WARN');
    expect(toneOf('constructor')).toBe('WARN');
    expect(toneOf('SUCCEEDED')).toBe('GOOD');
    expect(toneOf('FAILED')).toBe('BAD');
  });

  it('keeps the names that systems and vendors go by', () => {
    expect([systemName('ERP'), systemName('BILLING'), vendorName('netsuite')]).toEqual(['ERP', 'Billing', 'NetSuite']);
  });
});
