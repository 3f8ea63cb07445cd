import { publicSchema } from './api-schema.ts';
import { createFakeGraph } from './fake-graph.ts';
import { FAKE_TOKEN, startFakeServer } from './fake-server.ts';

/** `node test/e2e/support/serve-fake.ts [port] [--erp-cut]`: the built page on the fake graph, for the eyes of its developer. */
const STEP_EVERY_MS = 1_200;
const port = Number.parseInt(process.argv[2] ?? '0', 10);
const graph = createFakeGraph();
if (process.argv.includes('--erp-cut')) graph.cutErp();
const pages = new URL('../../../console/dist', import.meta.url).pathname;
const server = await startFakeServer({ schema: await publicSchema(), graph, pages, port });
setInterval(graph.advance, STEP_EVERY_MS);
console.log(`${server.url}/#token=${FAKE_TOKEN}`);
