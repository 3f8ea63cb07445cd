import { countAll, gained, oneMoreSeat, VENDORS, type VendorName } from '#test/support/amendments.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

interface Write {
  readonly vendor: VendorName;
  readonly method: string;
  /** With `*` for ids and keys. */
  readonly path: string;
}

let world: TestProduct;
let clean: Awaited<ReturnType<typeof cleanRun>>;
beforeAll(async () => {
  world = await startTestProduct();
  clean = await cleanRun();
}, 120_000);
afterAll(() => world?.close());

/** What an amendment without trouble asks of the vendors, and what it leaves there. */
async function cleanRun() {
  const before = countAll(world);
  const seen = VENDORS.map((vendor) => world.vendors[vendor].ledger.requests().length);
  const { status } = await oneMoreSeat(world, 'clean');
  const writes = VENDORS.flatMap((vendor, index) =>
    world.vendors[vendor].ledger
      .requests()
      .slice(seen[index])
      .filter(({ method, path }) => method !== 'GET' && !/token|suiteql/.test(path))
      .map(({ method, path }): Write => ({ vendor, method, path: general(path) })),
  );
  const unique = new Map(writes.map((write) => [`${write.vendor} ${write.method} ${write.path}`, write]));
  return { status, effects: gained(world, before), writes: [...unique.values()] };
}

/** A path for any record: ids and keys become `*`. */
function general(path: string): string {
  return path.replace(/(eid:|\/(in|sub|si|cus)_|\/[0-9A-Za-z]{18}(?=\/|$))[^/]*/g, (found) =>
    found.startsWith('eid:') ? 'eid:*' : '/*',
  );
}

/** The SDK of Stripe sends a connection that was cut once more by itself, under the same key. */
const strikes = (vendor: VendorName) => (vendor === 'stripe' ? 2 : 1);

async function amendUnder(fault: string, write: Write, more: Record<string, unknown> = {}) {
  const { faults } = world.vendors[write.vendor];
  const before = countAll(world);
  faults.add({
    match: { method: write.method, path: write.path },
    fault: fault as 'timeout-after',
    count: strikes(write.vendor),
    ...more,
  });
  const operation = await oneMoreSeat(world, `${fault} ${write.vendor} ${write.method} ${write.path}`);
  const left = faults.list().length;
  faults.clear();
  return { status: operation.status, effects: gained(world, before), struck: left === 0 };
}

describe('an amendment whose vendor', () => {
  it('has no trouble writes to every system', () => {
    expect(clean.status).toBe('SUCCEEDED');
    expect(new Set(clean.writes.map(({ vendor }) => vendor))).toEqual(new Set(VENDORS));
    expect(clean.writes.length).toBeGreaterThanOrEqual(4);
  });

  it('acts and loses the reply, at any of its writes, ends with each effect once', async () => {
    for (const write of clean.writes) {
      const { status, effects, struck } = await amendUnder('timeout-after', write);
      expect({ write, struck, status, effects }).toEqual({
        write,
        struck: true,
        status: 'SUCCEEDED',
        effects: clean.effects,
      });
    }
  }, 120_000);

  it('drops the call before it acts, at any of its writes, ends with each effect once', async () => {
    for (const write of clean.writes) {
      const { status, effects, struck } = await amendUnder('timeout-before', write);
      expect({ write, struck, status, effects }).toEqual({
        write,
        struck: true,
        status: 'SUCCEEDED',
        effects: clean.effects,
      });
    }
  }, 120_000);

  it('asks to slow down or answers 500 is asked again and ends with each effect once', async () => {
    for (const vendor of VENDORS) {
      const write = clean.writes.find((known) => known.vendor === vendor);
      if (write === undefined) throw new Error(`No write to ${vendor}`);
      for (const [fault, more] of [
        ['429', { retryAfterS: 1 }],
        ['500', {}],
      ] as const) {
        const { status, effects, struck } = await amendUnder(fault, write, more);
        expect({ fault, write, struck, status, effects }).toEqual({
          fault,
          write,
          struck: true,
          status: 'SUCCEEDED',
          effects: clean.effects,
        });
      }
    }
  }, 180_000);
});
