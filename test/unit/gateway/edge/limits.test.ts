import { getIntrospectionQuery } from 'graphql';
import { DOCUMENT_LIMITS, type DocumentLimits } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';

const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

const nested = (depth: number) => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;

/** A document that asks for exactly `count` of what a limit bounds. */
const documents: readonly (readonly [keyof DocumentLimits, (count: number) => string])[] = [
  ['queryBytesMax', (count) => `{ a #${'x'.repeat(count - 7)}\n}`],
  ['tokensMax', (count) => `{ ${many(count - 2, () => 'a')} }`],
  ['nestingMax', (count) => `{ a(x: ${'['.repeat(count - 2)}${']'.repeat(count - 2)}) }`],
  ['variablesMax', (count) => `query (${many(count, (n) => `$v${n}: Int`)}) { a }`],
  ['fragmentsMax', (count) => `{ a } ${many(count, (n) => `fragment f${n} on Q { a }`)}`],
  ['depthMax', nested],
  ['introspectionDepthMax', (count) => `{ __schema ${nested(count - 1)} }`],
  ['selectionsMax', (count) => `{ a { ${many(count - 1, () => 'b')} } }`],
  ['aliasesMax', (count) => `{ r { ${many(count, (n) => `a${n}: b`)} } }`],
  ['directivesMax', (count) => `{ a ${many(count, () => '@x')} }`],
  ['rootFieldsMax', (count) => `{ ${many(count, (n) => `f${n}`)} }`],
];

const codeOf = (text: string, limits = DOCUMENT_LIMITS, name: string | null = null) => {
  const read = readDocument(text, name, limits);
  return read.ok ? 'ok' : read.error.code;
};

describe('a document', () => {
  it.each(documents)('may have as much as %s says and not one more', (limit, ofCount) => {
    // The other limits out of the way, so that this one decides.
    const wide = Object.fromEntries(Object.keys(DOCUMENT_LIMITS).map((name) => [name, 100_000]));
    const limits: DocumentLimits = { ...DOCUMENT_LIMITS, ...wide, [limit]: DOCUMENT_LIMITS[limit] };
    expect(codeOf(ofCount(DOCUMENT_LIMITS[limit]), limits)).toBe('ok');
    const over = readDocument(ofCount(DOCUMENT_LIMITS[limit] + 1), null, limits);
    expect(over.ok ? null : over.error).toMatchObject({
      code: 'QUERY_LIMIT_EXCEEDED',
      message: expect.stringContaining(` ${DOCUMENT_LIMITS[limit]} `),
    });
  });

  it('may ask for a customer down to the allocated price of its contracts', () => {
    const text = `{ customer(id: "c") { name contracts(first: 10) { edges { node { number
      revenueContract { schedule { obligation { allocated { amount currency } } } } } } } } }`;
    expect(codeOf(text)).toBe('ok');
  });

  it('may be the standard introspection', () => {
    expect(codeOf(getIntrospectionQuery())).toBe('ok');
  });

  it.each([
    ['a cycle of fragments', '{ ...a } fragment a on Q { ...b } fragment b on Q { ...a }'],
    [
      'fragments that double',
      `{ ...f0 } ${many(19, (n) => `fragment f${n} on Q { ...f${n + 1} ...f${n + 1} }`)} fragment f19 on Q { a }`,
    ],
    ['brackets by the thousand', `{ a(x: ${'['.repeat(5_000)}`],
  ])('spends its budget on %s', (_name, text) => {
    expect(codeOf(text)).toBe('QUERY_LIMIT_EXCEEDED');
  });

  it.each([
    ['two operations', 'query a { a } query b { b }', 'QUERY_LIMIT_EXCEEDED'],
    ['no operation', 'fragment f on Q { a }', 'BAD_REQUEST'],
    ['definitions of types', '{ a } type Q { a: Int }', 'BAD_REQUEST'],
    ['incremental delivery', '{ ... @defer { a } }', 'BAD_REQUEST'],
    ['a lone surrogate', '{ a(x: "\ud800") }', 'GRAPHQL_PARSE_FAILED'],
    ['a syntax error', '{ a', 'GRAPHQL_PARSE_FAILED'],
    ['a character of no language', '{ a ? }', 'GRAPHQL_PARSE_FAILED'],
  ])('is refused for %s', (_name, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('has the operation that the request names', () => {
    expect(codeOf('query a { a }', DOCUMENT_LIMITS, 'a')).toBe('ok');
    expect(codeOf('query a { a }', DOCUMENT_LIMITS, 'b')).toBe('BAD_REQUEST');
  });

  it('tells the place of a syntax error and nothing of the parser', () => {
    const read = readDocument('{\n  a(\n}', null, DOCUMENT_LIMITS);
    expect(read.ok ? null : read.error.message).toBe('The query text has a syntax error at line 3, column 1.');
  });
});
