import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * Where documents of our own clients stand: every export of a file there that is the text of an operation, or holds one
 * as `text`. They are loaded by name, since the tool that does it belongs to no room.
 */
const SOURCES = [
  'console/src/documents',
  'local/dlq.ts',
  'local/events.ts',
  'local/explain.ts',
  'local/replay.ts',
  'schema/generated/client',
] as const;

const ROOT = new URL('../', import.meta.url);
const OPERATION = /^\s*(?:query|mutation|subscription)\b/;

/** The manifest of trusted documents as its file has it: by the SHA-256 of each text, the text. */
export async function trustedDocumentsJson(): Promise<string> {
  const files = SOURCES.flatMap(filesOf);
  const modules: readonly object[] = await Promise.all(files.map((file) => import(file.href)));
  const texts = modules.flatMap((module) => Object.values(module)).flatMap(textOf);
  const byId = new Map(texts.map((text) => [createHash('sha256').update(text).digest('hex'), text]));
  return `${JSON.stringify(Object.fromEntries([...byId].sort(([one], [other]) => (one < other ? -1 : 1))), null, 2)}\n`;
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
