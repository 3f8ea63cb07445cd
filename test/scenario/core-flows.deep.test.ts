import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { wholeRun } from '#test/support/whole-run.ts';

const FLOWS = fileURLToPath(new URL('../../local/flows.ts', import.meta.url));
const CORE = ['new', 'upgrade', 'downgrade', 'renewal', 'credit memo', 'refund', 'cancellation'];
const EDGE = ['co-term', 'ramp'];

let run: Awaited<ReturnType<typeof wholeRun>>;
beforeAll(async () => {
  run = await wholeRun();
  await run.start();
}, 240_000);
afterAll(() => run?.remove(), 60_000);

interface Told {
  readonly code: number | null;
  readonly out: string;
}

/** The command as somebody types it beside a running system. */
function tell(...args: readonly string[]): Promise<Told> {
  return new Promise((resolve) => {
    const env = { ...process.env, DATA_DIR: run.dataDir, NODE_OPTIONS: '' };
    const child = execFile(process.execPath, [FLOWS, '--url', run.url, ...args], { env }, (_error, out) =>
      resolve({ code: child.exitCode, out: out.trim() }),
    );
  });
}

describe('the flows that a business stands on', () => {
  it.each([
    ['core', CORE],
    ['edge', EDGE],
  ])(
    'R065 R066 are told by one command and all come out right: %s',
    async (kind, flows) => {
      const { code, out } = await tell(`--${kind}`, '--json');
      const told = JSON.parse(out) as readonly { readonly flow: string; readonly wrong: readonly string[] }[];
      expect(told.map(({ flow, wrong }) => [flow, wrong])).toEqual(flows.map((flow) => [flow, []]));
      expect(code).toBe(0);
    },
    300_000,
  );
});
