import fc from 'fast-check';
import { type ExecutionResult, execute, parse, validate } from 'graphql';
import { SUBGRAPH_NAMES, subgraphSdl } from '#schema/subgraph-sdl.ts';
import { type Both, startBoth } from '../two-executors.ts';
import { madeUpSystems, typeOf } from './made-up-systems.ts';
import { type Choose, GIVEN, writtenQuery, writtenSubscription } from './written-query.ts';

/** Fixed, so that each run asks the same. */
const SEED = 20261122;
const RUNS = 150;

describe('the committed graph', () => {
  const systems = madeUpSystems(Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, subgraphSdl(name)])));
  let both: Both;
  beforeAll(async () => {
    both = await startBoth(systems);
  });
  afterAll(() => both.stop());

  const asOne = async (query: string): Promise<ExecutionResult> => {
    const { apiSchema: schema } = both.opened;
    const asked = { schema, document: parse(query), variableValues: GIVEN };
    return JSON.parse(JSON.stringify(await execute({ ...asked, fieldResolver: systems.whole, typeResolver: typeOf })));
  };

  async function hold(written: (choose: Choose) => string, ask: (query: string) => Promise<unknown>): Promise<void> {
    const law = fc.asyncProperty(fc.gen(), async (choose) => {
      const query = written((max) => choose(fc.nat, { max }));
      fc.pre(validate(both.opened.apiSchema, parse(query)).length === 0 && both.admits(query));
      const { data } = (await ask(query)) as ExecutionResult;
      expect(data).toEqual((await asOne(query)).data);
    });
    await fc.assert(law, { seed: SEED, numRuns: RUNS, endOnFailure: true });
    expect(both.long).toEqual([]);
  }

  it('answers queries that nobody wrote as one system would', async () => {
    await hold(
      (choose) => writtenQuery(both.opened.apiSchema, choose),
      (query) => both.ask(query, GIVEN),
    );
  });

  it('tells events as one system would', async () => {
    await hold(
      (choose) => writtenSubscription(both.opened.apiSchema, choose),
      (query) => both.tell(query, GIVEN),
    );
  });
});
