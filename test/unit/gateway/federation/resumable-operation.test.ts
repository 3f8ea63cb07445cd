import { buildSchema } from 'graphql';
import { resumableOperation } from '#gateway/federation/resumable-operation.ts';

const schema = buildSchema(`
  type Query { a: Int }
  type Event { cursor: String! sequence: Int! kind: String }
  type Subscription { news(filter: String, resumeFrom: String): Event plain(resumeFrom: String): Int old: Event }
`);

const oneLine = (text: string | null) => text?.replace(/\s+/g, ' ') ?? null;

describe('the operation that goes to the owner of the events', () => {
  it('asks for the position besides what the client wants, and can go on after it', () => {
    const text = 'subscription N($f: String, $r: String) { mine: news(filter: $f, resumeFrom: $r) { kind } }';
    const operation = resumableOperation(text, 'N', schema);
    expect(operation).toMatchObject({ operationName: 'N', eventKey: 'mine' });
    expect(oneLine(operation.query)).toBe(
      'subscription N($f: String, $r: String) { mine: news(filter: $f, resumeFrom: $r) { kind revgraphCursor: cursor revgraphSequence: sequence } }',
    );
    expect(oneLine(operation.resumeQuery)).toBe(
      'subscription N($f: String, $revgraphResumeFrom: String) { mine: news(filter: $f, resumeFrom: $revgraphResumeFrom) { kind revgraphCursor: cursor revgraphSequence: sequence } }',
    );
  });

  it.each(['subscription { plain }', 'subscription { old { kind } }'])(
    'stays as it is when it cannot resume: %s',
    (text) => {
      expect(resumableOperation(text, null, schema)).toMatchObject({ query: text, resumeQuery: null });
    },
  );
});
