import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { committedSupergraph } from '#gateway/config/graph.ts';
import { requestedCost } from '#gateway/cost/document-cost.ts';
import { graphCosts } from '#gateway/cost/graph-costs.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import { readManifest } from '#gateway/edge/trusted-documents.ts';
import { clientsSchema } from '#gateway/federation/runtime-supergraph.ts';

const textOf = (file: string) => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
const manifest = readManifest(textOf('schema/generated/trusted-documents.json'));
const documents = manifest.ok ? [...manifest.value.values()] : [];
const schema = clientsSchema(committedSupergraph());

describe('a document that clients are known to send', () => {
  it('is of the schema of now and of the last release', () => {
    expect(documents.length).toBeGreaterThan(5);
    const released = buildSchema(textOf('schema/released/api.graphql'));
    for (const text of documents) {
      expect(validate(schema, parse(text))).toEqual([]);
      expect(validate(released, parse(text))).toEqual([]);
    }
  });

  it('may be run by its cost, with the largest pages', () => {
    const costs = graphCosts(parse(committedSupergraph()));
    for (const text of documents) {
      const read = readDocument(text, null, DOCUMENT_LIMITS);
      const points = read.ok ? requestedCost(read.value, schema, costs)({}) : Number.POSITIVE_INFINITY;
      expect([text.slice(0, 60), points <= DOCUMENT_LIMITS.costMax]).toEqual([text.slice(0, 60), true]);
    }
  });
});
