import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Identity, openIdentity } from '#gateway/auth/identity.ts';
import { openLog } from '#kit/observability/log.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { type LocalIdentity, startLocalIdentity } from '#local/identity.ts';
import { publicSchema } from './support/api-schema.ts';
import { browserMissing, buildConsole, openBrowser } from './support/browser.ts';
import { createFakeGraph } from './support/fake-graph.ts';
import { type FakeServer, startFakeServer } from './support/fake-server.ts';

const missing = browserMissing();
if (missing !== null) console.log(`Skipped: signing in with a browser (${missing})`);
const inBrowser = missing === null ? describe : describe.skip;

inBrowser('A person who signs in', () => {
  let folder: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let server: FakeServer;
  let local: LocalIdentity;
  let identity: Identity;
  let complaints: string[];
  /** Bearer tokens that the graph was asked with. */
  let tokens: Set<string>;
  /** Tokens that the graph takes for expired. */
  let isOver: (authorization: string) => boolean;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sign-in-'));
    buildConsole(join(folder, 'pages'));
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    tokens = new Set();
    isOver = () => false;
    server = await startFakeServer({
      schema: await publicSchema(),
      graph: createFakeGraph(),
      pages: join(folder, 'pages'),
      port: 0,
      login: () => ({
        issuer: local.issuer.url,
        clientId: local.trust.issuers[0]?.login?.clientId ?? '',
        scope: 'openid',
        accepts: async (authorization) => {
          tokens.add(authorization);
          return !isOver(authorization) && (await identity.authenticate(authorization, 'c')).ok;
        },
      }),
    });
    local = await startLocalIdentity(folder, Number(new URL(server.url).port));
    const { issuers, legalEntities } = local.trust;
    const log = openLog('test', 'silent');
    const files = { keysFile: null, revocationsFile: null };
    identity = await openIdentity({ issuers, legalEntities, ...files, clock: systemClock, timers: systemTimers, log });
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(async () => {
    await context.close();
    await server.close();
    await identity.close();
    await local.issuer.close();
  });

  const customers = () => page.getByRole('link', { name: /Meridian/ }).waitFor();
  const signIn = async (role: string) => {
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: `${role} ${role}@example.com` }).click();
    await customers();
  };
  const kept = () =>
    page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');

  it('chooses who to be at the issuer, comes back to where the page was, and leaves no token behind', async () => {
    await page.goto(`${server.url}/?search=Meridian`);
    await signIn('revops');
    expect(page.url()).toBe(`${server.url}/?search=Meridian`);
    expect(tokens.size).toBe(1);
    const [token = ''] = tokens;
    const who = await identity.authenticate(token, 'c');
    expect(who).toMatchObject({ value: { principal: { subject: 'revops@example.com', roles: ['revops'] } } });
    const [, body = ''] = token.split('.');
    expect(await kept()).not.toContain(body);
    expect(complaints).toEqual([]);
  });

  it('is not asked again when the page is loaded anew, nor when the token has run out', async () => {
    await page.goto(server.url);
    await signIn('finance');
    await page.reload();
    await customers();
    expect(tokens.size).toBe(2);

    const old = new Set(tokens);
    isOver = (authorization) => old.has(authorization);
    await page.getByRole('link', { name: /Meridian/ }).click();
    await page.getByRole('heading', { name: 'Meridian Manufacturing' }).waitFor();
    expect(tokens.size).toBe(3);
    expect(page.url()).toContain('customer=');
  });

  it('is asked when new tokens are refused as well, instead of going round in a circle', async () => {
    await page.goto(server.url);
    await signIn('finance');
    isOver = () => true;
    await page.getByRole('link', { name: /Meridian/ }).click();
    await page.getByText(/The server did not accept the token/).waitFor();
    expect(tokens.size).toBe(2);
  });

  it('is asked again after signing out', async () => {
    await page.goto(server.url);
    await signIn('auditor');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('is not signed in by an answer that the page did not ask for', async () => {
    await page.goto(`${server.url}/?code=stolen&state=guessed`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(page.url()).toBe(`${server.url}/`);
    expect(tokens.size).toBe(0);
  });

  it('is not signed in by an answer to another question, and no token is asked for with it', async () => {
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'auditor' }).waitFor();
    const words = new URLSearchParams({ code: 'stolen', state: 'guessed', iss: local.issuer.url });
    await page.goto(`${server.url}/?${words}`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(sent.filter((url) => url === `${local.issuer.url}/token`)).toEqual([]);
    expect(tokens.size).toBe(0);
  });

  it('may use a token instead', async () => {
    await page.goto(server.url);
    await page.getByText('Use a token instead').click();
    await page.getByLabel('Access token').fill('fake-token-of-revops');
    await page.getByRole('button', { name: 'Open the console' }).click();
    await customers();
  });
});
