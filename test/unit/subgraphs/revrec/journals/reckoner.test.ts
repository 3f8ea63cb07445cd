import { dueOf } from '#revrec/journals/due-of.ts';
import { openReckoner } from '#revrec/journals/reckoner.ts';
import { anApproval } from '../engine/meridian.ts';

const WINDOW = { through: '2026-03', openPeriods: ['2026-01', '2026-02', '2026-03'] };
const contract = (contractId: string) => ({
  id: `rc_${contractId}`,
  contractId,
  number: contractId,
  customerId: 'cust_1',
  legalEntity: 'US',
  currency: 'USD',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  version: 1,
  products: [],
});
const known = (count: number) => {
  const ids = Array.from({ length: count }, (_, index) => `K-${index}`);
  return {
    contracts: ids.map(contract),
    facts: new Map(ids.map((id) => [id, [{ ...anApproval(), contractKey: id }]])),
    taken: new Map(),
  };
};

describe('contracts that are reckoned in threads', () => {
  it('come to what they come to without, whichever answer comes first', async () => {
    const reckoner = openReckoner(2);
    const asked = [known(40), known(1), known(0), known(7)];
    const answers = await Promise.all(asked.map((one) => reckoner.due(one, WINDOW)));
    const [first] = answers;
    if (first?.ok !== true) throw new Error('the contracts are held');
    expect(first.value.map(({ journals }) => journals.length)).toEqual(Array.from({ length: 40 }, () => 3));
    expect(answers).toEqual(await Promise.all(asked.map((one) => dueOf(one, WINDOW))));
    await reckoner.close();
  });

  it('are given up when their thread ends, and the next ones get another', async () => {
    const reckoner = openReckoner(1);
    const lost = reckoner.due(known(3), WINDOW);
    const told = expect(lost).rejects.toThrow('A thread that reckons revenue has ended');
    await reckoner.close();
    await told;
    expect(await reckoner.due(known(3), WINDOW)).toMatchObject({ ok: true });
    await reckoner.close();
  });
});
