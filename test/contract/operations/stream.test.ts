import { GERMAN, REVOPS, seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

const STREAM = `subscription ($filter: SyncStatusFilter, $resumeFrom: String) {
  syncStatus(filter: $filter, resumeFrom: $resumeFrom) {
    cursor sequence kind
    operation { id status steps { name status } }
    step { name system status } customer { id } contract { id }
  } }`;

interface Item {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly operation: {
    readonly id: string;
    readonly status: string;
    readonly steps: readonly { readonly name: string; readonly status: string }[];
  } | null;
  readonly step: { readonly name: string; readonly system: string; readonly status: string } | null;
  readonly customer: { readonly id: string } | null;
  readonly contract: { readonly id: string } | null;
}

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());
afterEach(() => {
  operations.systems.fault = () => null;
});

async function open(variables: Record<string, unknown> = {}, principal = REVOPS) {
  const stream = await operations.subscribe(STREAM, variables, principal);
  const next = async (): Promise<Item> => {
    const { value } = await stream.next();
    if (value?.errors) throw new Error(JSON.stringify(value.errors));
    return value.data.syncStatus;
  };
  return {
    next,
    /** Up to the first item that is so, that one included. */
    through: async (last: (item: Item) => boolean): Promise<Item[]> => {
      const items = [await next()];
      while (!last(items.at(-1) as Item)) items.push(await next());
      return items;
    },
    close: () => stream.return?.(),
    stream,
  };
}

const amend = (key: string) => operations.send('amendContract', seatsTo(800, operations.systems.contract.version, key));
const endOf =
  (id: string | undefined) =>
  ({ kind, operation }: Item): boolean =>
    operation?.id === id && ['operation.succeeded', 'operation.compensated'].includes(kind);
const done = async (key: string) => {
  const { operation } = await amend(key);
  await operations.until(operation?.id);
  return operation?.id;
};

const course = (step: string) => [`step.started ${step}`, `step.finished ${step}`];

describe('the stream', () => {
  it('begins with a snapshot and goes on with every event in order, counted without a gap', async () => {
    const stream = await open();
    expect(await stream.next()).toMatchObject({ kind: 'snapshot', sequence: 1, operation: null });
    const { operation } = await amend('in order');
    const items = await stream.through(endOf(operation?.id));
    await stream.close();
    expect(items.map(({ sequence }) => sequence)).toEqual(items.map((_item, index) => index + 2));
    const told = items.map(({ kind, step }) => (step === null ? kind : `${kind} ${step.name}`));
    const isOfRevenue = (text: string) => text.endsWith('modifyRevenueContract');
    // Revenue goes beside the ledger, so its place among the ledger's news is nobody's promise.
    expect(told.filter(isOfRevenue)).toEqual([
      'step.started modifyRevenueContract',
      'step.finished modifyRevenueContract',
    ]);
    expect(told.filter((text) => !isOfRevenue(text))).toEqual([
      'operation.accepted',
      ...['amendCrmContract', 'amendSubscription'].flatMap(course),
      'step.started provisionEntitlements',
      'step.skipped provisionEntitlements',
      'operation.committed',
      ...['ensureErpCustomer', 'postInvoice'].flatMap(course),
      ...['issueInvoice', 'readDrawnCredit', 'applyCredit'].flatMap((step) => [
        `step.started ${step}`,
        `step.skipped ${step}`,
      ]),
      ...['readPeriods', 'dueJournals', 'postRevenueJournals', 'recordPostedJournals', 'reportToCrm'].flatMap(course),
      'operation.succeeded',
    ]);
    const statuses = items.at(-1)?.operation?.steps.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['DONE', 'SKIPPED']));
  });

  it('shows what is under way first, as it stands', async () => {
    const ledger = operations.systems.hold('ERP.postInvoice');
    const { operation } = await amend('under way');
    await ledger.reached;
    const stream = await open();
    expect(await stream.next()).toMatchObject({
      kind: 'snapshot',
      operation: { id: operation?.id, status: 'RUNNING' },
      customer: { id: 'cust_1' },
      contract: { id: 'ctr_1' },
    });
    ledger.release();
    const items = await stream.through(endOf(operation?.id));
    // The snapshot knew that it had begun; revenue goes beside it in its own time.
    expect(items.find(({ step }) => step?.name === 'postInvoice')?.kind).toBe('step.finished');
    await stream.close();
  });

  it('taken up again by its cursor misses nothing and repeats nothing', async () => {
    const whole = await open();
    const broken = await open();
    const [first] = [await whole.next(), await broken.next()];
    const { operation } = await amend('dropped');
    const seen = [await broken.next(), await broken.next(), await broken.next()];
    await broken.close();
    await operations.until(operation?.id);
    const { operation: later } = await amend('while away');
    await operations.until(later?.id);
    const resumed = await open({ resumeFrom: seen.at(-1)?.cursor });
    const rest = await resumed.through(endOf(later?.id));
    const all = await whole.through(endOf(later?.id));
    await Promise.all([resumed.close(), whole.close()]);
    const inShort = ({ cursor, sequence, kind }: Item) => ({ cursor, sequence, kind });
    expect([...seen, ...rest].map(inShort)).toEqual(all.map(inShort));
    expect(all[0]?.sequence).toBe(first.sequence + 1);
  });

  it('left in the middle of its snapshot gives a whole one again, counted on', async () => {
    const ledger = operations.systems.hold('ERP.postInvoice');
    const version = operations.systems.contract.version;
    const one = await operations.send('amendContract', seatsTo(801, version, 'snapshot 1'));
    await ledger.reached;
    const two = await operations.send('amendContract', seatsTo(802, version + 1, 'snapshot 2'));
    const stream = await open();
    const half = await stream.next();
    await stream.close();
    const resumed = await open({ resumeFrom: half.cursor });
    const items = [await resumed.next(), await resumed.next()];
    expect(items.map(({ kind, sequence, operation }) => [kind, sequence, operation?.id])).toEqual([
      ['snapshot', 2, one.operation?.id],
      ['snapshot', 3, two.operation?.id],
    ]);
    ledger.release();
    await resumed.through(endOf(two.operation?.id));
    await resumed.close();
  });

  it('shows nothing of another entity', async () => {
    const stream = await open({}, GERMAN);
    expect(await stream.next()).toMatchObject({ kind: 'snapshot', operation: null });
    await done('not for Otto');
    const run = { legalEntityId: 'le_de', through: '2026-07-31', idempotencyKey: 'for Otto' };
    const { operation } = await operations.send('recognizeRevenue', run, GERMAN);
    const items = await stream.through(endOf(operation?.id));
    expect(new Set(items.map((item) => item.operation?.id))).toEqual(new Set([operation?.id]));
    await stream.close();
  });
});

describe('a filter of the stream', () => {
  const through = async (filter: object, act: () => Promise<string | undefined>, last: (item: Item) => boolean) => {
    const stream = await open({ filter });
    await stream.next();
    await act();
    const items = await stream.through(last);
    await stream.close();
    return items;
  };

  it('by customer or contract lets through what is theirs only', async () => {
    for (const filter of [{ customerId: 'cust_1' }, { contractId: 'ctr_1' }]) {
      const items = await through(
        filter,
        async () => {
          const run = { legalEntityId: 'le_us', through: '2026-07-31', idempotencyKey: JSON.stringify(filter) };
          await operations.until((await operations.send('recognizeRevenue', run)).operation?.id);
          return done(`after ${JSON.stringify(filter)}`);
        },
        ({ kind }) => kind === 'operation.succeeded',
      );
      expect(items.every(({ contract, customer }) => contract?.id === 'ctr_1' && customer?.id === 'cust_1')).toBe(true);
    }
    const other = await open({ filter: { customerId: 'cust_other' } });
    expect(await other.next()).toMatchObject({ kind: 'snapshot', operation: null });
    await other.close();
  });

  it('by system lets through its steps and the news of the operation itself', async () => {
    const items = await through(
      { systems: ['ERP'] },
      () => done('ledger only'),
      ({ kind }) => kind === 'operation.succeeded',
    );
    expect(new Set(items.map(({ step }) => step?.system ?? 'none'))).toEqual(new Set(['ERP', 'none']));
    expect(items.filter(({ step }) => step !== null).map(({ step }) => step?.name)).toEqual(
      expect.arrayContaining(['ensureErpCustomer', 'postInvoice', 'readPeriods', 'postRevenueJournals']),
    );
  });

  it('by kind lets through those only', async () => {
    const kinds = ['operation.accepted', 'operation.succeeded'];
    const items = await through(
      { kinds },
      () => done('two kinds'),
      ({ kind }) => kind === 'operation.succeeded',
    );
    expect(items.map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('the log by pages', () => {
  const PAGE = `query ($first: Int!, $after: String, $filter: SyncStatusFilter) {
    syncEvents(first: $first, after: $after, filter: $filter) {
      totalCount pageInfo { hasNextPage endCursor } edges { cursor node { sequence kind operation { id } } } } }`;
  interface Page {
    readonly syncEvents: {
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      readonly edges: readonly {
        readonly cursor: string;
        readonly node: Pick<Item, 'sequence' | 'kind' | 'operation'>;
      }[];
    };
  }

  it('gives the events of the stream, each once', async () => {
    const stream = await open();
    await stream.next();
    const id = await done('by pages');
    const live = await stream.through(endOf(id));
    await stream.close();
    const paged: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { syncEvents }: Page = await operations.ask<Page>(PAGE, { first: 5, after, filter: { operationId: id } });
      paged.push(...syncEvents.edges.map(({ node }) => node.kind));
      expect(syncEvents.totalCount).toBe(live.length);
      after = syncEvents.pageInfo.endCursor;
      more = syncEvents.pageInfo.hasNextPage;
    }
    expect(paged).toEqual(live.map(({ kind }) => kind));
  });

  it('refuses a page that is too large or a place that is none', async () => {
    for (const variables of [{ first: 0 }, { first: 101 }, { first: 1, after: 'nowhere' }]) {
      const { errors } = await operations.execute(PAGE, variables);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });
});

describe('a consumer', () => {
  it('that leaves a quiet stream is let go at once', async () => {
    const before = operations.bell.listenerCount;
    const streams = [await open(), await open()];
    for (const { next } of streams) await next();
    const waiting = streams.map(({ stream }) => stream.next());
    expect(operations.bell.listenerCount).toBe(before + 2);
    await Promise.all(streams.map(({ close }) => close()));
    expect(await Promise.all(waiting)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(operations.bell.listenerCount).toBe(before);
  });

  it('with a cursor that is none of ours is refused', async () => {
    const before = operations.bell.listenerCount;
    const { errors } = await operations
      .subscribe(STREAM, { resumeFrom: 'nonsense' })
      .then(async (stream) => (await stream.next()).value)
      .catch((error: Error) => ({ errors: JSON.parse(error.message) }));
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(operations.bell.listenerCount).toBe(before);
  });
});
