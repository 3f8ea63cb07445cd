import { parse, validate } from 'graphql';
import { gatewayConfig } from '#gateway/config.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import { documentId, readManifest } from '#gateway/edge/trusted-documents.ts';
import { LIST } from '#local/dlq.ts';
import { TAIL } from '#local/events.ts';
import { EXPLAIN, FIND } from '#local/explain.ts';
import { RESOLVE } from '#local/replay.ts';
import * as portal from '#schema/generated/client/portal.ts';
import { publicSchema } from '#test/e2e/support/api-schema.ts';
import { syncStatusDocument } from '../../../../console/src/documents/sync-status.ts';

describe('a manifest', () => {
  it.each([
    ['no JSON', '{', 'it is no JSON object of texts by their SHA-256'],
    ['no object of texts', '{"a":1}', 'it is no JSON object of texts by their SHA-256'],
    ['an id of another text', '{"abc":"{ a }"}', 'abc is not the SHA-256 of its text'],
  ])('that is %s is not taken', (_name, json, fault) => {
    expect(readManifest(json)).toEqual({ ok: false, error: fault });
  });
});

describe('the documents of the build', () => {
  const { trustedManifest } = gatewayConfig({ jwtSecret: '', serviceSecret: '', subgraphUrls: {}, production: true });

  it('hold those of the console and of the command lines, which so work in production', () => {
    for (const text of [syncStatusDocument.text, LIST, TAIL, EXPLAIN, FIND, RESOLVE]) {
      expect(trustedManifest.get(documentId(text))).toBe(text);
    }
  });

  it('hold all that portals are given', () => {
    const documents = Object.values(portal);
    expect(documents.length).toBeGreaterThan(5);
    for (const { text } of documents) expect(trustedManifest.get(documentId(text))).toBe(text);
  });

  it('ask for what the graph has, within the limits of any other', async () => {
    const schema = await publicSchema();
    for (const text of trustedManifest.values()) {
      expect(validate(schema, parse(text))).toEqual([]);
      expect(readDocument(text, null, DOCUMENT_LIMITS)).toMatchObject({ ok: true });
    }
  });
});
