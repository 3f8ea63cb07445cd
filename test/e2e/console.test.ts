import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import type { Browser, Page } from 'playwright-core';
import { publicSchema } from './support/api-schema.ts';
import { browserMissing, buildConsole, openBrowser } from './support/browser.ts';
import { createFakeGraph, type FakeGraph } from './support/fake-graph.ts';
import { FAKE_TOKEN, type FakeServer, startFakeServer } from './support/fake-server.ts';

const missing = browserMissing();
if (missing !== null) console.log(`Skipped: the console in a browser (${missing})`);
const inBrowser = missing === null ? describe : describe.skip;

inBrowser('The operator', () => {
  let folder: string;
  let schema: GraphQLSchema;
  let browser: Browser;
  let graph: FakeGraph;
  let server: FakeServer;
  let page: Page;
  let asked: string[];
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'console-'));
    buildConsole(join(folder, 'pages'));
    [schema, browser] = await Promise.all([publicSchema(), openBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    graph = createFakeGraph();
    server = await startFakeServer({ schema, graph, pages: join(folder, 'pages'), port: 0 });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    asked = [];
    complaints = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('websocket', (socket) => asked.push(socket.url()));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(async () => {
    await page.close();
    await server.close();
  });

  const openMeridian = async () => {
    await page.goto(`${server.url}/#token=${FAKE_TOKEN}`);
    await page.getByRole('link', { name: /Meridian/ }).click();
    await page.getByRole('heading', { name: 'Meridian Manufacturing' }).waitFor();
  };
  const tile = (name: string) => page.locator('.tile', { hasText: name }).locator('dd > .amount');
  const step = (name: string) => page.getByRole('row', { name: new RegExp(name) }).locator('.badge');
  const waitForText = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const strangers = () => asked.filter((url) => new URL(url).host !== new URL(server.url).host);

  it('amends a contract and watches every system turn green, over a lost connection, without leaving this machine', async () => {
    await openMeridian();
    expect(await tile('Contracted').textContent()).toBe('USD 600,000.00');
    expect(page.url()).not.toContain('token');

    await page.getByRole('button', { name: 'Amend' }).click();
    await page.getByLabel('First day of the change').fill('2026-08-16');
    await page.getByLabel('New quantity').fill('8x0');
    await page.getByRole('button', { name: 'Preview' }).click();
    await waitForText(/Seats are sold as whole units/);
    await page.getByLabel('New quantity').fill('800');
    await page.getByRole('button', { name: 'Add a product' }).click();
    await page.getByLabel('Product code').fill('PREMIUM-ANALYTICS');
    await page.getByLabel('Quantity', { exact: true }).fill('1');
    await page.getByRole('button', { name: 'Preview' }).click();

    const august = page.getByRole('row', { name: /2026-08 / });
    expect(await august.textContent()).toMatch(/50,958\.90USD 70,684\.93USD \+19,726\.03/);
    expect(await page.getByRole('row', { name: /Invoice total/ }).textContent()).toContain('170,136.98');
    expect(graph.submitted).toHaveLength(0);

    await page.getByRole('button', { name: 'Submit on version 1' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(graph.submitted).toMatchObject([{ contractId: 'contract-meridian', expectedVersion: 1, dryRun: false }]);

    graph.advance();
    graph.advance();
    await step('Check order').getByText('Done').waitFor();
    server.dropSockets();
    await waitForText('Disconnected, reconnecting');
    graph.advance();
    graph.advance();
    await waitForText('Live, resumed without a gap');
    await step('Amend subscription').getByText('Done').waitFor();
    for (let move = 0; move < 4; move += 1) graph.advance();
    await step('Post invoice').getByText('Waiting for retry').waitFor();
    await waitForText(/The ledger asked to wait/);
    for (let move = 0; move < 4; move += 1) graph.advance();
    const run = page.getByRole('row', { name: /Recognize revenue/ });
    await run.getByText('2 of 5').waitFor();
    expect(await run.getByRole('progressbar').getAttribute('value')).toBe('2');
    while (graph.advance());

    await page.getByRole('heading', { name: 'Amend contract' }).waitFor();
    await waitForText('Final state');
    await waitForText('version 2');
    await page.locator('.tile', { hasText: '770,136.98' }).first().waitFor();
    await page.getByLabel('As of the end of').fill('2026-08-31');
    await page.locator('.tile', { hasText: '350,958.90' }).first().waitFor();
    expect(await tile('Deferred').textContent()).toBe('USD 350,958.90');
    await page.screenshot({ path: join(folder, 'console.png') });

    expect(strangers()).toEqual([]);
    // The cut socket is the browser's own complaint; there is nothing else to complain of.
    expect(complaints.filter((text) => !text.includes('WebSocket'))).toEqual([]);
  }, 60_000);

  it("reads ages by the server's clock, though the browser's is months ahead", async () => {
    await openMeridian();
    const system = (name: string) => page.getByLabel('Systems').getByRole('listitem').filter({ hasText: name });

    expect(await system('ERP').locator('time').textContent()).toBe('1 min ago');
    expect(await system('Billing').locator('time').textContent()).toBe('just now');
    const told = await system('ERP').locator('time').getAttribute('dateTime');
    expect(await system('ERP').locator('time').getAttribute('title')).toBe(
      `${told?.slice(0, 19).replace('T', ' ')} UTC`,
    );
    await page.getByText('Version history').click();
    await waitForText(/recorded 320 d ago/);
  });

  it('reads which columns are missing while the ERP is out of reach, and all the rest', async () => {
    graph.cutErp();
    await openMeridian();

    await waitForText('ERP unreachable: posting columns missing. Everything else is shown.');
    const invoice = page.getByRole('row', { name: /MER-0001/ });
    expect(await invoice.textContent()).toMatch(/600,000\.00[\s\S]*not known/);
  });

  it('keeps what was on the page when the whole graph is lost, and says so', async () => {
    await openMeridian();
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('button', { name: 'Refresh' }).click();

    await waitForText(/The graph cannot be reached/);
    expect(await tile('Contracted').textContent()).toBe('USD 600,000.00');
    await page.getByRole('row', { name: /MER-0001/ }).waitFor();
  });

  it('is asked for a token on the first visit and again when the server refuses it', async () => {
    await page.goto(server.url);
    await page.getByLabel('Access token').fill('expired');
    await page.getByRole('button', { name: 'Open the console' }).click();
    await waitForText(/The server did not accept the token/);
    await page.getByLabel('Access token').fill(FAKE_TOKEN);
    await page.getByRole('button', { name: 'Open the console' }).click();
    await waitForText('6 of 6 customers');
  });

  it('is told which filters leave nobody and clears them', async () => {
    await page.goto(`${server.url}/?status=ACTIVE&search=nobody#token=${FAKE_TOKEN}`);
    await waitForText('No customer of which the name contains “nobody” and the status is active.');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await waitForText('6 of 6 customers');
    expect(new URL(page.url()).search).toBe('');
  });

  it('asks the graph in the explorer with the same token and under the same policy', async () => {
    // The explorer asks for the schema first; a query that is started before it has it goes nowhere.
    const introspected = page.waitForResponse('**/graphql');
    await page.goto(`${server.url}/graphiql?customer=customer-meridian#token=${FAKE_TOKEN}`);
    await introspected;
    await page.locator('.graphiql-query-editor').getByText('ConsoleCustomerState').first().waitFor();
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.locator('.result-window').getByText('Meridian Manufacturing').waitFor();

    expect(strangers()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
