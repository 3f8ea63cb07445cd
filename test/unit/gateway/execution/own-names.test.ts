import { parse, print } from 'graphql';
import { ownNames } from '#gateway/execution/own-names.ts';

const JOINED_BY = new Set(['__typename', 'id', 'amount']);

function namesOf(text: string) {
  return ownNames(parse(text), JOINED_BY);
}

describe('names that a client takes from what subgraphs are joined by', () => {
  it('are left alone where the client calls every field by its own name or by one that joins nothing', () => {
    expect(namesOf('{ invoice { id amount total: amount number } }')).toBeNull();
  });

  it('become names of our own wherever they stand, also where a field is asked for with arguments', () => {
    const renamed = namesOf(
      '{ invoice { amount: number ...More } other: amount(in: EUR) amount(in: USD) } fragment More on Invoice { id: number }',
    );
    expect(renamed === null ? null : print(renamed.document)).toBe(
      print(
        parse(
          '{ invoice { own_amount: number ...More } other: amount(in: EUR) own_amount: amount(in: USD) } fragment More on Invoice { own_id: number }',
        ),
      ),
    );
  });

  it('are the client’s again in the data, without what only the subgraphs were told', () => {
    const renamed = namesOf('{ invoices { amount: number } }');
    const joined = { invoices: [{ own_amount: 'N1', amount: 10, id: 'i1' }, null] };
    expect(renamed?.restore(joined)).toEqual({ invoices: [{ amount: 'N1', id: 'i1' }, null] });
    expect(joined.invoices[0]).toHaveProperty('own_amount');
    expect(renamed?.place(['invoices', 0, 'own_amount'])).toEqual(['invoices', 0, 'amount']);
  });

  it('are told from names of the client that look like ours', () => {
    const renamed = namesOf('{ invoice { id: number own_id: amount } }');
    expect(renamed === null ? '' : print(renamed.document)).toContain('_own_id: number');
  });
});
