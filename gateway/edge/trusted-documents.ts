import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Refusal } from './refusal.ts';

/** The documents that the build wrote down, and what becomes of any other. */
export interface TrustedDocuments {
  /** By the SHA-256 of its text, in hexadecimal: the text. Empty where ids are not taken. */
  readonly byId: ReadonlyMap<string, string>;
  readonly texts: ReadonlySet<string>;
  /** Whether a text runs that the build does not know. */
  readonly othersRun: boolean;
}

const manifestSchema = z.record(z.string(), z.string());

/** Reads a manifest, each id checked against its text. The sentence of a failure says what is wrong with it. */
export function readManifest(json: string): Result<ReadonlyMap<string, string>, string> {
  try {
    const manifest = new Map(Object.entries(manifestSchema.parse(JSON.parse(json))));
    const wrong = [...manifest].find(([id, text]) => documentId(text) !== id);
    return wrong === undefined ? ok(manifest) : fail(`${wrong[0].slice(0, 64)} is not the SHA-256 of its text`);
  } catch {
    return fail('it is no JSON object of texts by their SHA-256');
  }
}

export function documentId(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function trustedDocuments(
  manifest: ReadonlyMap<string, string>,
  mode: 'only' | 'prefer' | 'off',
): TrustedDocuments {
  const byId = mode === 'off' ? new Map<string, string>() : manifest;
  return { byId, texts: new Set(byId.values()), othersRun: mode !== 'only' };
}

/**
 * The text to run. Every id has to be of a known document and of the same one; a text beside an id has to be that
 * document's. Nothing is learned from a request: only the build adds documents.
 */
export function textOf(
  query: string,
  ids: readonly unknown[],
  { byId, texts, othersRun }: TrustedDocuments,
): Result<string, Refusal> {
  const [first] = ids;
  if (first === undefined) {
    if (query === '') return fail({ code: 'BAD_REQUEST', message: 'The request holds no query.' });
    return othersRun || texts.has(query) ? ok(query) : fail(UNTRUSTED_TEXT);
  }
  const text = typeof first === 'string' ? byId.get(first) : undefined;
  if (text === undefined || ids.some((id) => id !== first)) return fail(UNKNOWN_ID);
  return query === '' || query === text ? ok(text) : fail(UNKNOWN_ID);
}

const UNKNOWN_ID: Refusal = {
  code: 'DOCUMENT_NOT_TRUSTED',
  message: 'No document of this id, or not with this text, is known here. Documents are added by a release.',
};

const UNTRUSTED_TEXT: Refusal = {
  code: 'DOCUMENT_NOT_TRUSTED',
  message: 'Only documents of a release run here: send the id of one.',
};
