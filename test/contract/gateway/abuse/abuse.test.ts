import { LIMITS_DEFAULTS } from '#gateway/config/limits.ts';
import { abuseClasses } from './classes.ts';
import { ask, followOnce, type Outcome, openRange, post, type Range, READ, type Target, WRITE } from './target.ts';

/** Nothing of these may be read by anybody outside: stacks, files, SQL, addresses, names of types, suggestions. */
const LEAKS =
  /node_modules|\.ts:|at async|file:\/\/|select .* from|127\.0\.0\.1|localhost|Did you mean|call stack|String!|"Customer"|BookInput|x-powered-by/i;

const classes = abuseClasses(LIMITS_DEFAULTS.limits).map((each) => [each.name, each] as const);

describe('a gateway as in production', () => {
  let range: Range;

  beforeAll(async () => {
    range = await openRange();
  });
  afterAll(() => range.close());

  const isAlive = (target: Target) => ask(target, '{ customers { name } }').then(({ status }) => status);
  /** Without which all refusals below would prove nothing. */
  const controls: readonly (readonly [string, (target: Target) => Promise<Outcome>])[] = [
    ['a query', (target) => ask(target, '{ customers { name } }')],
    ['a query with variables', (target) => ask(target, READ, { id: 'c1' })],
    ['a mutation', (target) => post(target, JSON.stringify({ query: WRITE }))],
    ['a subscription', (target) => followOnce(target, 'subscription { news { kind customer { name } } }')],
  ];

  it.each(controls)('answers %s, so that its refusals mean something', async (_name, act) => {
    const before = range.target.executed();
    expect((await act(range.target)).accepted).toBe(true);
    expect(range.target.executed()).toBeGreaterThan(before);
  });

  it.each(classes)('refuses %s', async (_name, { attack, refused, on }) => {
    const target = on === undefined ? range.target : await range.startTarget(on);
    const [status, code] = refused;
    const before = range.target.executed();
    const rateLimited = code === 'RATE_LIMITED';
    const outcome = await attack(target);
    expect({ status: outcome.status, codes: outcome.codes }).toEqual({ status, codes: [code] });
    expect(outcome.accepted).toBe(false);
    // Of a burst, what came before the limit was answered.
    if (!rateLimited) expect(range.target.executed()).toBe(before);
    expect(outcome.errorsCount).toBeLessThanOrEqual(3);
    expect(outcome.text.length).toBeLessThan(8 * 1024);
    expect(outcome.text).not.toMatch(LEAKS);
    if (target !== range.target) await target.gateway.close();
    expect(await isAlive(range.target)).toBe(200);
  });

  it.each(classes.filter(([, { off }]) => Object.keys(off).length > 0))(
    'would let in %s if that one protection were off',
    async (_name, { attack, off }) => {
      const target = await range.startTarget(off);
      const outcome = await attack(target);
      await target.gateway.close();
      expect(outcome).toMatchObject({ accepted: true });
    },
  );
});
