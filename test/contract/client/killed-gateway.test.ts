import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SubscriptionDocument } from '#client/document.ts';
import { openGraph } from '#client/graph-client.ts';
import { JWT_SECRET, tokenFor } from '#test/contract/gateway/fake-graph.ts';
import { seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SERVICE_SECRET = 'a secret of the tests between gateway and systems';
/** Of systems that nothing here is asked of. */
const NOWHERE = 'http://127.0.0.1:9';

interface Item {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly operation: { readonly id: string } | null;
  readonly step: { readonly name: string } | null;
}

const FIELDS = 'cursor sequence kind operation { id } step { name }';
const everything: SubscriptionDocument<{ readonly syncStatus: Item }, { readonly resumeFrom?: string | null }> = {
  kind: 'subscription',
  name: 'Everything',
  text: `subscription Everything($resumeFrom: String) { syncStatus(resumeFrom: $resumeFrom) { ${FIELDS} } }`,
};

interface Killable {
  readonly port: number;
  kill(): Promise<unknown>;
}

/** A gateway in a process of its own, which can be killed. */
async function gatewayProcess(operationsUrl: string, port: number): Promise<Killable> {
  const systems = ['CRM', 'BILLING', 'ERP', 'REVREC'].map((name) => [`SUBGRAPH_${name}_URL`, NOWHERE]);
  const child: ChildProcess = spawn(process.execPath, ['gateway/main.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      JWT_SECRET,
      SERVICE_SECRET,
      SUBGRAPH_OPERATIONS_URL: operationsUrl,
      ...Object.fromEntries(systems),
    },
  });
  let text = '';
  const found = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const up = /"port":(\d+),"msg":"gateway is up"/.exec(text)?.[1];
      if (up !== undefined) resolve(up);
    });
    child.once('close', () => reject(new Error(text)));
  });
  return {
    port: Number(found),
    kill: () => {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      return closed;
    },
  };
}

describe('a client whose gateway is killed in the middle', () => {
  let operations: TestOperations;
  let gateway: Killable;
  let version = 0;

  beforeAll(async () => {
    operations = await startTestOperations({ serviceSecret: SERVICE_SECRET });
    gateway = await gatewayProcess(operations.url, 0);
    version = operations.systems.contract.version;
  });
  afterAll(async () => {
    await gateway?.kill();
    await operations?.close();
  });

  const amend = async (seats: number): Promise<string> => {
    const payload = await operations.send('amendContract', seatsTo(seats, version, `to-${seats}`));
    version += 1;
    return payload.operation?.id ?? '';
  };
  const logged = async (ids: readonly string[]) => {
    const query = `query ($id: ID!) { syncEvents(first: 100, filter: { operationId: $id }) { edges { node { ${FIELDS} } } } }`;
    const pages = await Promise.all(
      ids.map((id) => operations.ask<{ syncEvents: { edges: { node: Item }[] } }>(query, { id })),
    );
    return pages.flatMap(({ syncEvents }) => syncEvents.edges.map(({ node }) => eventOf(node))).sort();
  };
  const eventOf = ({ kind, operation, step }: Item) => `${operation?.id} ${kind} ${step?.name ?? ''}`;

  it.each([
    ['event-stream', 810],
    ['websocket', 820],
  ] as const)(
    'is told over a %s what happened meanwhile and since, without a loss or a repeat',
    async (live, seats) => {
      const graph = openGraph({
        url: `http://127.0.0.1:${gateway.port}`,
        token: () => tokenFor({ role: 'revops' }),
        live,
      });
      const told: Item[] = [];
      const ids: string[] = [];
      const isOver = (id: string | undefined) =>
        told.some(({ kind, operation }) => kind === 'operation.succeeded' && operation?.id === id);
      for await (const { data } of graph.watch(everything, {})) {
        told.push(data.syncStatus);
        if (told.length === 1) ids.push(await amend(seats));
        if (told.filter(({ kind }) => kind !== 'snapshot').length === 3 && ids.length === 1) {
          await gateway.kill();
          // What nobody could tell.
          ids.push(await amend(seats + 1));
          await operations.until(ids[1]);
          gateway = await gatewayProcess(operations.url, gateway.port);
          ids.push(await amend(seats + 2));
        }
        if (ids.length === 3 && ids.every(isOver)) break;
      }
      expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_item, index) => index + 1));
      const events = told.filter(({ kind }) => kind !== 'snapshot');
      expect(events.map(eventOf).sort()).toEqual(await logged(ids));
    },
  );
});
