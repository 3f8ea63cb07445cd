import { readCsvText, writeCsv } from '#revrec/library/csv-text.ts';
import { faultLine } from '#revrec/library/fault.ts';
import { readContractCsv } from '#revrec/library/read-csv.ts';
import { aContract, aLine, anInvoice, read } from './files.ts';

const HEADER =
  'contract,customer,entity,currency,type,key,on,change,line,product,quantity,unitPrice,pricePer,from,to,method,ssp,amount';
const SEATS = 'C-1,Northwind,US,USD,contract,,,,seats,SEAT,10,100.00,MONTH,2026-01-01,2026-12-31,MONTHLY,100.00,';
const table = (...rows: readonly string[]) => [HEADER, ...rows].join('\r\n');
const faults = (text: string) => {
  const told = readContractCsv(text);
  return told.ok ? [] : told.error.map(faultLine);
};

describe('a table of contracts', () => {
  it('says the same as a file of objects', () => {
    const told = readContractCsv(
      table(
        SEATS,
        'C-1,,,,invoice,I-1,2026-01-01,,,SEAT,,,,,,,,12000.00',
        'C-1,,,,amendment,A-1,2026-07-01,add,more,SEAT,5,100.00,MONTH,2026-07-01,2026-12-31,MONTHLY,100.00,',
        'C-1,,,,amendment,A-2,2026-09-01,remove,,SEAT,4,,,,,,,1600.00',
        'C-1,,,,amendment,A-2,2026-09-01,price,,,,,,,,,,-10.00',
        'C-1,,,,milestone,,2026-10-01,,seats,,,,,,,,,',
      ),
    );
    if (!told.ok) throw new Error(told.error.map(faultLine).join('\n'));
    const same = read(
      aContract({
        events: [
          anInvoice('I-1', '2026-01-01', '12000.00'),
          {
            type: 'amendment',
            key: 'A-1',
            on: '2026-07-01',
            added: [aLine({ key: 'more', quantity: '5', from: '2026-07-01' })],
          },
          {
            type: 'amendment',
            key: 'A-2',
            on: '2026-09-01',
            removed: [{ product: 'SEAT', quantity: '4', credit: '1600.00' }],
            priceChange: '-10.00',
          },
          { type: 'milestone', on: '2026-10-01', line: 'seats' },
        ],
      }),
    );
    expect(told.value.events).toEqual(same.events);
    expect(told.value.places.get('C-1/A-2')).toBe('row 5');
  });

  it('has a residual range as a word and two bounds', () => {
    const told = readContractCsv(
      [
        `${HEADER},sspLow,sspHigh`,
        `${SEATS},,`,
        `${SEATS.replace(',seats,SEAT,', ',feed,FEED,').replace('MONTHLY,100.00', 'MONTHLY,residual')},90,110`,
      ].join('\r\n'),
    );
    if (!told.ok) throw new Error(told.error.map(faultLine).join('\n'));
    const feed = aLine({ key: 'feed', product: 'FEED', ssp: { residual: { low: '90', high: '110' } } });
    expect(told.value.events).toEqual(read(aContract({ lines: [aLine(), feed] })).events);
  });

  it.each([
    [
      'a day that is none',
      SEATS.replace('2026-12-31', '31.12.2026'),
      'row 2.to: is no day of 1900 to 2199: write it as text, such as "2026-08-31".',
    ],
    [
      'a reversed term',
      SEATS.replace('2026-12-31', '2025-12-31'),
      'row 2.to: 2025-12-31 lies before the first day, 2026-01-01.',
    ],
    [
      'an amount with a comma in it',
      SEATS.replace('100.00,MONTH', '"1,00.00",MONTH'),
      'row 2.unitPrice: is no amount: write a plain decimal as text, such as "1200.00".',
    ],
    ['a row too short', 'C-1,x', 'row 2: has 2 cells where the header has 18.'],
    ['no contract named', SEATS.replace('C-1', ''), 'row 2.contract: is empty: name the contract.'],
  ])('with %s is refused at the row and column', (_, row, fault) => {
    expect(faults(table(row))).toEqual([fault]);
  });

  it('with an unknown change, type or column is refused', () => {
    expect(faults(table(SEATS, 'C-1,,,,amendment,A,2026-07-01,swap,,SEAT,,,,,,,,'))).toHaveLength(1);
    expect(faults(table(SEATS, 'C-1,,,,gift,A,2026-07-01,,,SEAT,,,,,,,,'))).toEqual([
      expect.stringContaining('row 3.type: is no type of event'),
    ]);
    expect(faults('contract,colour\nC-1,red\n')).toEqual([
      expect.stringContaining('row 1: no column, or one named twice: colour'),
    ]);
    expect(faults(`${HEADER}\n`)).toEqual([expect.stringContaining('contracts')]);
  });

  it('tells the rates of its rows, and refuses two of one currency', () => {
    const header = `${HEADER},lineCurrency,rate`;
    const row = (key: string, rate: string) => `${SEATS.replace(',seats,', `,${key},`)},EUR,${rate}`;
    const told = readContractCsv([header, row('a', '1.1'), row('b', '1.1')].join('\n'));
    expect(told.ok && told.value.rateIds.get('C-1')).toEqual(['rate:EUR/USD:1.1']);
    expect(faults([header, row('a', '1.1'), row('b', '1.2')].join('\n'))).toEqual([
      expect.stringContaining('row 2.rates.EUR'),
    ]);
  });
});

describe('a table', () => {
  const cells = (text: string) => {
    const told = readCsvText(text);
    return told.ok ? told.value.map((record) => record.cells) : told.error.path;
  };

  it('is split by RFC 4180, and what is written is read back', () => {
    expect(cells('a,"b ""c""",""\r\n"x\r\ny",,z')).toEqual([
      ['a', 'b "c"', ''],
      ['x\r\ny', '', 'z'],
    ]);
    expect(cells('\n\na\n')).toEqual([['a']]);
    const rows = [
      ['a,b', 'line\nbreak', '"', '', 'é'],
      ['1', '2', '3', '4', '5'],
    ];
    expect(cells(writeCsv([['1', '2', '3', '4', '5'], ...rows]))).toEqual([['1', '2', '3', '4', '5'], ...rows]);
  });

  it.each([
    ['a quote inside a cell', 'a\nb"c,d', 'line 2'],
    ['text behind a closing quote', '"a"b,c', 'line 1'],
    ['a quote that is never closed', 'a\n\n"b\nc', 'line 3'],
    ['a line that ends in CR alone', 'a\rb', 'line 1'],
  ])('with %s is refused at its line', (_, text, line) => {
    expect(cells(text)).toBe(line);
  });

  it('runs nothing in a spreadsheet: a text that looks like a formula stays text, a figure below zero a figure', () => {
    const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x","y")'];
    expect(
      writeCsv(texts.map((text) => [text]))
        .split('\r\n')
        .slice(0, -1),
    ).toEqual(["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", '"\'=HYPERLINK(""http://x"",""y"")"']);
    expect(writeCsv([[{ figure: '-5.00' }]])).toBe('-5.00\r\n');
  });
});
