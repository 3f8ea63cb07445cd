import { type AuditResult, auditServer } from 'graphql-http';
import type { GatewayConfig } from '#gateway/config.ts';
import { startFakeGraph, tokenOf } from './fake-graph.ts';

/** What the audits of GraphQL over HTTP find; each request comes with a token, as nothing is served without one. */
async function audited(config: Partial<GatewayConfig>): Promise<readonly AuditResult[]> {
  const graph = await startFakeGraph({ config: { production: true, ...config } });
  const authorization = `Bearer ${await tokenOf('portal')}`;
  const results = await auditServer({
    url: `${graph.gateway.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), authorization } }),
  });
  await graph.close();
  return results;
}

const namesOf = (results: readonly AuditResult[], status: AuditResult['status']) =>
  results.filter((result) => result.status === status).map(({ id, name }) => `${id} ${name}`);

/** GET is for documents of a release, and a page of another origin has to ask first: each of them wants neither. */
const REFUSED_GETS = [
  '5A70 MAY accept application/x-www-form-urlencoded formatted GET requests',
  'D6D5 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  '6A70 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
];
/** What was not executed is answered with 400, whatever the client accepts. */
const NOT_200 = [
  '572B SHOULD use 200 status code on document parsing failure when accepting application/json',
  'FDE2 SHOULD use 200 status code on document validation failure when accepting application/json',
  '7B9B SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
];
/** Without the protection no media type is asked for. */
const ANY_MEDIA_TYPE = '9ABE SHOULD respond with 4xx status code if content-type is not supplied on POST requests';

describe('the audits of GraphQL over HTTP', () => {
  // They ask for texts of their own, and some of them for the schema.
  const ASKED = { introspection: true } as const;

  it('find no error as in production, and notice only what is refused on purpose', async () => {
    const results = await audited({ ...ASKED, trustedDocuments: 'prefer' });
    expect(results).toHaveLength(61);
    expect(namesOf(results, 'error')).toEqual([]);
    expect(namesOf(results, 'notice')).toEqual(REFUSED_GETS);
    expect(namesOf(results, 'warn')).toEqual(NOT_200);
  });

  it('find nothing missing where any query may come by GET and no page has to ask first', async () => {
    const results = await audited({ ...ASKED, trustedDocuments: 'off', getQueries: 'any', csrfPrevention: false });
    expect(results).toHaveLength(61);
    expect(namesOf(results, 'error')).toEqual([]);
    expect(namesOf(results, 'notice')).toEqual([]);
    expect(namesOf(results, 'warn')).toEqual([ANY_MEDIA_TYPE, ...NOT_200]);
  });

  it('find only the answers that are not 200 where any query may come by GET', async () => {
    const results = await audited({ ...ASKED, trustedDocuments: 'off', getQueries: 'any' });
    expect(namesOf(results, 'error')).toEqual([]);
    expect(namesOf(results, 'warn')).toEqual(NOT_200);
  });
});
