import { pageStateOf, queryOf } from '../../../console/src/page-address.ts';

describe('The address of the page', () => {
  it('shows the same page to whoever opens it', () => {
    const page = {
      customer: 'Q3VzdG9tZXI6MQ==',
      search: 'a & b',
      status: 'ACTIVE',
      asOf: '2026-08-31',
      operation: 'op/1',
    };
    expect(pageStateOf(queryOf(page))).toEqual(page);
  });

  it('is bare when nothing was chosen', () => {
    expect(queryOf(pageStateOf(''))).toBe('');
  });
});
