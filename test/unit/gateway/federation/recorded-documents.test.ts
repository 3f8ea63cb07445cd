import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { committedSupergraph } from '#gateway/config/graph.ts';
import { requestedCost } from '#gateway/cost/document-cost.ts';
import { graphCosts } from '#gateway/cost/graph-costs.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import { readManifest } from '#gateway/edge/trusted-documents.ts';
import { clientsSchema } from '#gateway/federation/runtime-supergraph.ts';
import { type DocumentAudience, type RecordedDocument, recordedDocuments } from '#schema/trusted-documents.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const textOf = (file: string) => readFileSync(`${ROOT}${file}`, 'utf8');
const manifest = readManifest(textOf('schema/generated/trusted-documents.json'));
const trusted = manifest.ok ? [...manifest.value.values()] : [];
const schema = clientsSchema(committedSupergraph());

/** What those for whom a document is meant see of the graph, now and as of the last release. */
const SEEN: Readonly<Record<DocumentAudience, readonly GraphQLSchema[]>> = {
  staff: [schema, buildSchema(textOf('schema/released/api.graphql'))],
  portal: [
    schema,
    buildSchema(textOf('schema/graphql/variants/portal.graphql')),
    buildSchema(textOf('schema/released/portal.graphql')),
  ],
};
/** Pages whose readers are those of a portal. */
const OF_THE_PORTAL = /^docs\/portal/;

/** What pages show to be tried out, each operation by itself. */
const toldDocuments: readonly RecordedDocument[] = globSync(['README.md', 'docs/*.md'], { cwd: ROOT }).flatMap((file) =>
  [...textOf(file).matchAll(/^```graphql\n([\s\S]*?)^```/gm)].map(([, text = '']) => ({
    audience: OF_THE_PORTAL.test(file) ? ('portal' as const) : ('staff' as const),
    text,
  })),
);

const misfits = (documents: readonly RecordedDocument[]) =>
  documents.flatMap(({ audience, text }) =>
    SEEN[audience].flatMap((seen) =>
      validate(seen, parse(text)).map(({ message }) => `${audience}: ${text.slice(0, 40)}: ${message}`),
    ),
  );

describe('a document that clients are known to send', () => {
  it('is of what its audience sees of the graph, now and in the last release', async () => {
    const recorded = await recordedDocuments();
    expect(recorded.length).toBeGreaterThan(5);
    expect(new Set(recorded.map(({ text }) => text))).toEqual(new Set(trusted));
    expect(misfits(recorded)).toEqual([]);
    expect(toldDocuments.length).toBeGreaterThan(0);
    expect(misfits(toldDocuments)).toEqual([]);
  });

  it('would be noticed when it asked for what its audience does not see', () => {
    const text = '{ customer(id: "c") { exceptions(first: 1) { totalCount } } }';
    expect(misfits([{ audience: 'staff', text }])).toEqual([]);
    expect(misfits([{ audience: 'portal', text }])).toHaveLength(2);
  });

  it('may be run by its cost, with the largest pages', () => {
    const costs = graphCosts(parse(committedSupergraph()));
    for (const text of trusted) {
      const read = readDocument(text, null, DOCUMENT_LIMITS);
      const points = read.ok ? requestedCost(read.value, schema, costs)({}) : Number.POSITIVE_INFINITY;
      expect([text.slice(0, 60), points <= DOCUMENT_LIMITS.costMax]).toEqual([text.slice(0, 60), true]);
    }
  });
});
