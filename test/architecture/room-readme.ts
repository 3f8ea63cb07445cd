export const HEADS = ['Owns', 'Does not own', 'Invariants', 'How to add one', 'Quirks'] as const;

const WORDS_OF_A_TITLE_MIN = 3;

/** Which of the five heads the page lacks, or has out of order. It may have others between them. */
export function missingHeads(page: string): readonly string[] {
  const found = [...page.matchAll(/^## (.+)$/gm)].map(([, head]) => head ?? '').filter((head) => isHead(head));
  const lacking = HEADS.filter((head) => !found.includes(head));
  return lacking.length > 0 ? lacking : HEADS.filter((head, place) => found[place] !== head);
}

/**
 * The invariants that no test is named for. An invariant is an entry of the list under that head; it names a test by
 * its title or by its file. `titles` is the text of all tests, `files` their paths.
 */
export function unprovenInvariants(page: string, titles: string, files: readonly string[]): readonly string[] {
  const body = /^## Invariants\n(?<body>.*?)^## /ms.exec(page)?.groups?.['body'] ?? '';
  const known = flat(titles);
  return body
    .split(/^- /m)
    .slice(1)
    .map(flat)
    .filter((entry) => !namesATest(entry, known, files));
}

function namesATest(entry: string, known: string, files: readonly string[]): boolean {
  const byFile = [...entry.matchAll(/[\w/-]+\.test\.ts/g)].some(([name]) => files.some((file) => file.endsWith(name)));
  return byFile || quoted(entry).some((title) => partsOf(title).every((part) => known.includes(part)));
}

/** What stands in quotes, backticks or italics and is long enough to be a title. */
function quoted(entry: string): readonly string[] {
  const patterns = [/"([^"]+)"/g, /“([^”]+)”/g, /`([^`]+)`/g, /_([^_]+)_/g];
  return patterns
    .flatMap((pattern) => [...entry.matchAll(pattern)].map(([, text]) => text ?? ''))
    .filter((text) => text.split(' ').length >= WORDS_OF_A_TITLE_MIN);
}

/** A title is cut at what the test fills in. */
function partsOf(title: string): readonly string[] {
  return title
    .split(/…|%s/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isHead(text: string): boolean {
  return HEADS.some((head) => head === text);
}

function flat(text: string): string {
  return text.replaceAll('\\', '').replaceAll('’', "'").replaceAll(/\s+/g, ' ').trim();
}
