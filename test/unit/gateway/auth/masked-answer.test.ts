import type { Masked } from '#gateway/auth/masked.ts';
import { withMasked } from '#gateway/auth/masked-answer.ts';

const MARGIN: Masked = { coordinate: 'Customer.margin', responseKey: 'm', placeholder: 'masked_0_m' };
const COST: Masked = { coordinate: 'Thing.cost', responseKey: 'm', placeholder: 'masked_1_m' };
const forbidden = (...path: readonly (string | number)[]) => ({
  message: 'You may not see this field.',
  path,
  extensions: { code: 'FORBIDDEN', retryable: false },
});

describe('an answer without what its caller may not see', () => {
  it('has null in its place, and says so once for each place in lists', () => {
    const answer = { data: { list: [{ name: 'a', masked_0_m: 'Customer', id: 1 }, null, { masked_0_m: 'Customer' }] } };
    const told = withMasked(answer, [MARGIN]);
    expect(told).toEqual({
      data: { list: [{ name: 'a', m: null, id: 1 }, null, { m: null }] },
      errors: [forbidden('list', 0, 'm'), forbidden('list', 2, 'm')],
      extensions: { masked: ['Customer.margin'] },
    });
    expect(JSON.stringify(told.data)).toBe('{"list":[{"name":"a","m":null,"id":1},null,{"m":null}]}');
  });

  it('keeps what was wrong besides', () => {
    const errors = [{ message: 'down', path: ['other'] }];
    const told = withMasked({ data: { other: null, masked_0_m: 'Customer' }, errors, extensions: { cost: 1 } }, [
      MARGIN,
    ]);
    expect(told.errors).toEqual([...errors, forbidden('m')]);
    expect(told.extensions).toEqual({ cost: 1, masked: ['Customer.margin'] });
  });

  it('says nothing where the field would not have been', () => {
    const answer = { data: { list: [] } };
    expect(withMasked(answer, [MARGIN])).toBe(answer);
    expect(withMasked({ data: null }, [MARGIN])).toEqual({ data: null });
  });

  it('does not tell under one type of an object what is masked under another', () => {
    const told = withMasked({ data: { thing: { m: { a: 1 }, masked_0_m: 'T', masked_1_m: 'T' } } }, [MARGIN, COST]);
    expect(told.data).toEqual({ thing: { m: null } });
    expect(told.errors).toEqual([forbidden('thing', 'm')]);
    expect(told.extensions).toEqual({ masked: ['Customer.margin', 'Thing.cost'] });
  });

  it('leaves the given answer as it was', () => {
    const data = { masked_0_m: 'Customer' };
    withMasked({ data }, [MARGIN]);
    expect(data).toEqual({ masked_0_m: 'Customer' });
  });
});
