import { buildSchema, parse, printSchema } from 'graphql';
import { tagsOf } from '#gateway/federation/tags.ts';
import { variantSchema } from '#gateway/federation/variant-schema.ts';

const LINK = '@link(url: "https://specs.apollo.dev/tag/v0.3", as: "marked")';
const IN = '@marked(name: "internal")';

/** What a graph is without what is marked in its text, a line each; or why it has no such form. */
function variantOf(marked: string): readonly string[] {
  const tags = tagsOf(parse(`schema ${LINK} { query: Query } ${marked}`));
  const api = buildSchema(marked.replaceAll(/@marked\(name: "\w+"\)/g, ''));
  const variant = variantSchema(api, tags, new Set(['internal']));
  return variant.ok ? printSchema(variant.value).split(/\s*\n\s*/) : variant.error;
}
const QUERY = 'type Query { customer: Customer } type Customer { name: String';

describe('a form of the graph', () => {
  it.each([
    ['a field', `${QUERY} margin: String ${IN} }`, 'margin'],
    ['an argument', `${QUERY} price(in: String ${IN}): String }`, 'in:'],
    ['a type, with each field that answers with it', `${QUERY} books: [Book!]! } type Book ${IN} { id: ID }`, 'ook'],
    ['a union', `${QUERY} any: Any } union Any ${IN} = Customer`, 'any'],
    ['a scalar', `${QUERY} raw: Raw } scalar Raw ${IN}`, 'aw'],
    ['an enum', `${QUERY} kind: Kind } enum Kind ${IN} { A }`, 'ind'],
    ['an input, with the argument that takes it', `${QUERY} list(by: By): ID } input By ${IN} { a: ID }`, 'by'],
    ['an interface, but not the types that have it', `${QUERY} id: ID } interface Thing ${IN} { id: ID }`, 'Thing'],
  ])('is without %s that has the tag', (_what, marked, word) => {
    const lines = variantOf(marked);
    expect(lines.join('\n')).not.toContain(word);
    expect(lines).toContain('name: String');
  });

  it('is without a type of which nothing is left, and what answers with that', () => {
    const lines = variantOf(`${QUERY} edge: Edge } type Edge { node: Inner } type Inner { secret: ID ${IN} }`);
    expect(lines).toEqual(['type Query {', 'customer: Customer', '}', 'type Customer {', 'name: String', '}']);
  });

  it('is without types that nothing leads to any more', () => {
    const lines = variantOf(`${QUERY} deal: Deal ${IN} } type Deal { stage: Stage } enum Stage { WON }`);
    expect(lines.join('\n')).not.toMatch(/Deal|Stage/);
  });

  it('keeps an interface that its types have, without those of its types that nothing leads to', () => {
    const node = 'interface Node { id: ID } type Secret implements Node { id: ID }';
    const lines = variantOf(`type Query { customer: Customer } type Customer implements Node { id: ID } ${node}`);
    expect(lines).toContain('type Customer implements Node {');
    expect(lines.join('\n')).not.toContain('Secret');
  });

  it('has all that has other tags', () => {
    expect(variantOf(`${QUERY} deal: ID @marked(name: "commercial") }`)).toContain('deal: ID');
  });

  it.each([
    [
      'a value that may still be answered',
      `${QUERY} kind: Kind } enum Kind { A B ${IN} }`,
      'Kind.B is tagged: tag what answers with it, never a value alone.',
    ],
    [
      'a part of an input, which variables would still bring',
      `${QUERY} list(by: By): ID } input By { a: ID b: ID ${IN} }`,
      'By.b is tagged: tag the argument that takes it, never a part.',
    ],
    [
      'an argument that has to be given',
      `${QUERY} price(in: String! ${IN}): ID }`,
      'Customer.price cannot be asked for without in: tag the field too.',
    ],
    [
      'a type that an answer would name',
      `${QUERY} any: Any } union Any = Customer | Book type Book ${IN} { id: ID }`,
      'Customer.any may answer with Book, which is left out: tag the field too.',
    ],
    [
      'a type behind an interface that an answer would name',
      `${QUERY} any: Any } interface Any { id: ID } type Book implements Any ${IN} { id: ID }`,
      'Customer.any may answer with Book, which is left out: tag the field too.',
    ],
    [
      'a field that an interface still promises',
      `${QUERY} any: Any } interface Any { id: ID } type Book implements Any { id: ID ${IN} name: ID }`,
      'Interface field Any.id expected but Book does not provide it.',
    ],
    ['all that can be asked', `type Query ${IN} { a: ID }`, 'Query root type must be provided.'],
  ])('is not made where the tag is on %s', (_what, marked, fault) => {
    expect(variantOf(marked)).toContain(fault);
  });
});
