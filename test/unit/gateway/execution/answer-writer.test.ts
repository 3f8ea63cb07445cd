import { buildSchema } from 'graphql';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import { answerWriter } from '#gateway/execution/answer-writer.ts';
import { conditionsOf, conditionVariables } from '#gateway/execution/conditions.ts';

const SCHEMA = buildSchema(`
  type Query { customer: Customer customers: [Customer!]! things: [Thing] }
  interface Thing { id: ID! label: String }
  type Customer implements Thing { id: ID! label: String name: String! size: Size amount: Decimal lines: Int }
  type Note implements Thing { id: ID! label: String text: String! }
  enum Size { BIG SMALL }
  scalar Decimal
`);

type Writer = (data: unknown, variables: Readonly<Record<string, unknown>>) => unknown;

/** The written data read again; null = left to the stock executor. */
function writerOf(text: string): Writer {
  const read = readDocument(text, null, DOCUMENT_LIMITS);
  if (!read.ok) throw new Error(read.error.message);
  const write = answerWriter(SCHEMA, read.value);
  const names = conditionVariables(read.value.document);
  return (data, variables) => {
    const conditions = conditionsOf(names, read.value.operation, variables);
    const written = conditions === null ? null : write(data, conditions);
    return written === null ? null : JSON.parse(written);
  };
}

function written(text: string, data: unknown): unknown {
  return writerOf(text)(data, {});
}

describe('joined data', () => {
  it('loses what was not asked for, keeps the order of the document, and says null for what is missing', () => {
    const text = '{ customer { name kind: __typename ...More } } fragment More on Thing { label id }';
    const data = { customer: { __typename: 'Customer', id: 'c1', name: 'Acme', secret: 'x' } };
    expect(JSON.stringify(written(text, data))).toBe(
      '{"customer":{"name":"Acme","kind":"Customer","label":null,"id":"c1"}}',
    );
  });

  it('keeps an amount digit for digit, as the text it came as', () => {
    expect(written('{ customer { amount } }', { customer: { amount: '90071992547409931234.10' } })).toEqual({
      customer: { amount: '90071992547409931234.10' },
    });
  });

  it('gives each object of a list what was asked of its own type', () => {
    const data = { things: [{ __typename: 'Note', id: 'n', text: 't' }, null, { __typename: 'Customer', id: 'c' }] };
    expect(written('{ things { id ... on Note { text } } }', data)).toEqual({
      things: [{ id: 'n', text: 't' }, null, { id: 'c' }],
    });
  });

  it('follows the conditions of each request, whoever asked first', () => {
    const write = writerOf(
      'query ($more: Boolean = true) { customer { size @include(if: $more) label @skip(if: $more) } }',
    );
    const data = { customer: { size: 'BIG', label: 'A' } };
    expect(write(data, {})).toEqual({ customer: { size: 'BIG' } });
    expect(write(data, { more: false })).toEqual({ customer: { label: 'A' } });
    expect(write(data, { more: true })).toEqual({ customer: { size: 'BIG' } });
    expect(write(data, { more: null })).toBeNull();
  });

  it('is not written into', () => {
    const data = Object.freeze({ customer: Object.freeze({ id: 'c1', name: 'Acme' }) });
    expect(written('{ customer { id } }', data)).toEqual({ customer: { id: 'c1' } });
  });

  it.each([
    ['plain', 'Acme'],
    ['quoted', 'a "b" \\ c'],
    ['with a line break', 'a\nb\u0001'],
    ['of other letters', 'Müller 東京 😀'],
    ['half a letter', '\ud83d'],
    ['long', 'x'.repeat(41)],
    ['empty', ''],
  ])('keeps a text letter for letter: %s', (_name, name) => {
    expect(written('{ customer { name } }', { customer: { name } })).toEqual({ customer: { name } });
  });

  it.each([
    ['a promised value is null', '{ customer { name } }', { customer: { name: null } }],
    ['a member of a list is null that may not be', '{ customers { id } }', { customers: [null] }],
    ['an enum has another value', '{ customer { size } }', { customer: { size: 'HUGE' } }],
    ['a number is a text', '{ customer { lines } }', { customer: { lines: '1' } }],
    ['an object says another type', '{ customer { id } }', { customer: { __typename: 'Note', id: 'n' } }],
    ['an object of several types says none', '{ things { id } }', { things: [{ id: 'n' }] }],
    ['a name is one that every object answers to', '{ customer { toString: id } }', { customer: { toString: 'c1' } }],
  ])('is left to the stock executor where %s', (_name, text, data) => {
    expect(written(text, data)).toBeNull();
  });
});
