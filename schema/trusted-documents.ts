import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** For whom a document is meant: people of ours, who see the whole graph, or the readers of a variant of it. */
export type DocumentAudience = 'staff' | 'portal';

/**
 * Where documents of our own clients stand: every export of a file there that is the text of an operation, or holds one
 * as `text`. They are loaded by name, since the tool that does it belongs to no room.
 */
const SOURCES: readonly (readonly [string, DocumentAudience | 'by module'])[] = [
  ['console/src/documents', 'staff'],
  ['local/dlq.ts', 'staff'],
  ['local/events.ts', 'staff'],
  ['local/explain.ts', 'staff'],
  ['local/replay.ts', 'staff'],
  ['schema/generated/client', 'by module'],
];

export interface RecordedDocument {
  readonly audience: DocumentAudience;
  readonly text: string;
}

const ROOT = new URL('../', import.meta.url);
const OPERATION = /^\s*(?:query|mutation|subscription)\b/;

/** The manifest of trusted documents as its file has it: by the SHA-256 of each text, the text. */
export async function trustedDocumentsJson(): Promise<string> {
  const texts = (await recordedDocuments()).map(({ text }) => text);
  const byId = new Map(texts.map((text) => [createHash('sha256').update(text).digest('hex'), text]));
  return `${JSON.stringify(Object.fromEntries([...byId].sort(([one], [other]) => (one < other ? -1 : 1))), null, 2)}\n`;
}

/** Every document of our own clients, with whom it is meant for. */
export async function recordedDocuments(): Promise<readonly RecordedDocument[]> {
  const documents = await Promise.all(
    SOURCES.flatMap(([source, audience]) =>
      filesOf(source).map(async (file) => {
        const module: object = await import(file.href);
        const meantFor = audience === 'by module' ? audienceOf(file) : audience;
        return Object.values(module)
          .flatMap(textOf)
          .map((text) => ({ audience: meantFor, text }));
      }),
    ),
  );
  return documents.flat();
}

/** A module of the client's documents has the name of those who send them. */
function audienceOf({ pathname }: URL): DocumentAudience {
  return pathname.endsWith('/portal.ts') ? 'portal' : 'staff';
}

function filesOf(source: string): readonly URL[] {
  if (source.endsWith('.ts')) return [new URL(source, ROOT)];
  const folder = new URL(`${source}/`, ROOT);
  return namesIn(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => pathToFileURL(`${folder.pathname}${name}`));
}

/** A folder that nothing was generated into yet holds no documents. */
function namesIn(folder: URL): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function textOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return OPERATION.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null || !('text' in value)) return [];
  return typeof value.text === 'string' && OPERATION.test(value.text) ? [value.text] : [];
}
