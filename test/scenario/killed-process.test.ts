import { amend, meridianContract, seats } from '#test/support/amendments.ts';
import { wholeRun } from '#test/support/whole-run.ts';

type Run = Awaited<ReturnType<typeof wholeRun>>;

let run: Run;
beforeAll(async () => {
  run = await wholeRun();
  await run.start();
}, 180_000);
afterAll(() => run?.remove(), 60_000);

/** How many effects of each kind the vendors hold under each key. */
async function effects(): Promise<Record<string, number>> {
  const stage = await run.stage();
  const counts: Record<string, number> = {};
  for (const vendor of ['salesforce', 'stripe', 'netsuite'] as const) {
    for (const { kind, key } of (await stage.ledger(vendor)) ?? []) {
      // What the demo's administrator made by hand carries no key of ours.
      if (key === null) continue;
      const name = `${vendor} ${kind} ${key}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

/** Reads the operation's steps until the one named has tried and waits to be tried again. */
async function untilRetrying(id: string, step: string): Promise<void> {
  for (;;) {
    const { operation } = await run.graph<{
      operation: { steps: { name: string; attempts: number; status: string }[] };
    }>('query ($id: ID!) { operation(id: $id) { steps { name status attempts } } }', { id });
    const found = operation.steps.find(({ name }) => name === step);
    if (found !== undefined && found.status === 'WAITING') return;
  }
}

describe('a process that is killed in the middle of an amendment', () => {
  it('finishes it after the next start, each effect once', async () => {
    const contract = await meridianContract(run);
    const rule = { match: { path: '/services/rest/record/v1/invoice' }, fault: '500', count: 50 };
    await fetch(`${run.sandboxUrl('netsuite')}/__sandbox/faults`, { method: 'POST', body: JSON.stringify(rule) });
    const { operation } = await amend(run, seats(contract, 640, 'killed'));
    const id = operation?.id ?? '';
    await untilRetrying(id, 'postInvoice');
    await run.kill();

    // The stand-ins forget their faults with their process and remember what they had done.
    await run.start();
    const stage = await run.stage();
    await stage.follow(id);
    const { operation: ended } = await run.graph<{ operation: { status: string } }>(
      'query ($id: ID!) { operation(id: $id) { status } }',
      { id },
    );
    expect(ended.status).toBe('SUCCEEDED');
    expect(await meridianContract(run)).toMatchObject({ version: contract.version + 1, lines: [{ quantity: '640' }] });
    const created = Object.entries(await effects()).filter(([name]) => name.includes('.created '));
    expect(created.filter(([, count]) => count > 1)).toEqual([]);
    expect(created.some(([name]) => name.startsWith('netsuite invoice.created'))).toBe(true);
  }, 180_000);

  it('ends everything it started on Ctrl-C', async () => {
    const netsuite = run.sandboxUrl('netsuite');
    expect(await run.stop()).toBe(0);
    await expect(fetch(`${run.url}/healthz`)).rejects.toThrow();
    await expect(fetch(`${netsuite}/__sandbox/ledger`)).rejects.toThrow();
  }, 60_000);
});
