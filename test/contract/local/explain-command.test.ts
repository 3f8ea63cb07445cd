import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parse, validate } from 'graphql';
import { EXPLAIN, EXPLAIN_COMMAND, FIND } from '#local/explain.ts';
import type { Given, Session } from '#local/graph-command.ts';
import { publicSchema } from '../../e2e/support/api-schema.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const usd = (amount: string) => ({ amount, currency: 'USD' });
const of = (obligation: string | null, contractId = 'ctr_1') => ({
  dimensions: [
    { name: 'contract', value: contractId },
    ...(obligation === null ? [] : [{ name: 'obligation', value: obligation }]),
  ],
});
const allocation = {
  rule: 'relative SSP, largest remainder',
  ruleVersion: '1',
  inputs: {
    id: 'allocation:ctr_1/seats',
    formula: '60000000 * 1',
    from: ['rev_1'],
    exactMinor: '60000000',
    paragraph: null,
  },
  result: '600000.00 USD',
};
const contract = {
  id: 'ctr_1',
  number: 'C-1001',
  customer: { name: 'Meridian' },
  opportunity: { id: 'opp_1' },
  revenueContract: {
    id: 'rvc_1',
    policy: 'CONTRACT_DRIVEN ASC606 policy:CONTRACT_DRIVEN@1',
    schedule: [
      {
        originPeriod: null,
        posted: true,
        amount: usd('50958.90'),
        cumulative: usd('399452.05'),
        explanation: [allocation],
        obligation: { id: 'obl_1', name: 'Platform seats', allocated: usd('600000.00') },
      },
    ],
    journalEntries: [
      {
        id: 'je_1',
        postedOn: '2026-08-31',
        period: { startsOn: '2026-08-01' },
        lines: [
          { account: '2400', accountName: 'Deferred revenue', debit: usd('50958.90'), credit: null, ...of('obl_1') },
          { account: '4000', accountName: 'Subscription', debit: null, credit: usd('50958.90'), ...of('obl_1') },
          { account: '1150', accountName: 'Unbilled', debit: usd('7.00'), credit: null, ...of(null) },
          { account: '4000', accountName: 'Subscription', debit: null, credit: usd('1.11'), ...of('obl_9', 'ctr_9') },
        ],
      },
      { id: 'je_0', postedOn: '2026-07-31', period: { startsOn: '2026-07-01' }, lines: [] },
    ],
  },
};
const trace = {
  complete: true,
  missing: [],
  links: [
    {
      from: 'opp_1',
      to: 'ctr_1',
      relation: 'becomes',
      ref: { vendor: 'salesforce', type: 'Contract', externalId: '800' },
    },
  ],
};

/** Runs the command against a graph that answers this contract, or none, and gives what it showed. */
async function run(answer: unknown): Promise<{ code: number; shown: string; said: string[]; asked: unknown[] }> {
  const shown: string[] = [];
  const said: string[] = [];
  const asked: unknown[] = [];
  const given: Given = {
    words: [],
    texts: new Map([
      ['contract', 'C-1001'],
      ['period', '2026-08'],
    ]),
    switches: new Set(),
  };
  const session: Session = {
    url: '',
    token: async () => '',
    graph: async <Data>(query: string, variables: Record<string, unknown>) => {
      asked.push(variables);
      return (query === FIND ? { trace: { subject: { __typename: 'Contract', id: 'ctr_1' } } } : answer) as Data;
    },
    given,
    say: (message) => said.push(message),
    show: (_, lines) => shown.push(...lines),
  };
  return { code: await EXPLAIN_COMMAND.run(session), shown: shown.join('\n'), said, asked };
}

describe('npm run explain of the running system', () => {
  it('asks only for what the composed graph offers', async () => {
    const schema = await publicSchema();
    for (const text of [FIND, EXPLAIN]) expect(validate(schema, parse(text))).toEqual([]);
  });

  it('finds a contract by its number and shows each figure of the month with its causes, entries and trace', async () => {
    const { code, shown, asked } = await run({ contract, trace });
    expect(code).toBe(0);
    expect(asked).toEqual([{ by: 'C-1001' }, { id: 'ctr_1', by: 'C-1001', from: '2026-08-01', to: '2026-08-31' }]);
    const order = [
      '50958.90 USD',
      'opportunity opp_1',
      'contract C-1001',
      'obligation obl_1',
      'allocation:ctr_1/seats = 600000.00 USD',
      '2400 Deferred revenue  debit 50958.90 USD  (entry je_1 of 2026-08-31)',
      '4000 Subscription  credit 50958.90 USD  (entry je_1 of 2026-08-31)',
      'journal lines of the contract as a whole',
      '1150 Unbilled  debit 7.00 USD  (entry je_1 of 2026-08-31)',
      'opp_1 becomes ctr_1',
    ];
    const places = order.map((text) => shown.indexOf(text));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(shown).not.toContain('je_0');
    expect(shown).not.toContain('1.11');
  });

  it('ends with 1 where there is no such revenue', async () => {
    expect(await run({ contract: null, trace: null })).toMatchObject({
      code: 1,
      shown: '',
      said: ['There is no revenue of a contract C-1001.'],
    });
  });

  it('ends with 2, 3 or 4 where it was called wrongly, without a token or in vain', async () => {
    const ended = (...args: readonly string[]) =>
      new Promise<number | null>((resolve) => {
        const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: '/nowhere' };
        const child = execFile(process.execPath, ['local/explain.ts', ...args], { cwd: ROOT, env }, () =>
          resolve(child.exitCode),
        );
      });
    const right = ['--contract', 'C-1', '--period', '2026-08'];
    expect(await ended('--help')).toBe(0);
    expect(await ended('--contract', 'C-1')).toBe(2);
    expect(await ended(...right, '--nonsense')).toBe(2);
    expect(await ended(...right)).toBe(3);
    expect(await ended(...right, '--url', 'http://127.0.0.1:1', '--token', 'x')).toBe(4);
  });
});
