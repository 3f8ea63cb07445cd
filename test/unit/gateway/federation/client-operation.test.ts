import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import { clientOperation } from '#gateway/federation/client-operation.ts';

function operationOf(text: string) {
  const read = readDocument(text, null, DOCUMENT_LIMITS);
  if (!read.ok) throw new Error(read.error.message);
  return clientOperation(read.value);
}

describe('a client’s subscription', () => {
  it('is the same text wherever its clients go on from', () => {
    const given = operationOf('subscription { news(kind: "a", resumeFrom: "x") { kind } }');
    const other = operationOf('subscription { news(kind: "a", resumeFrom: "y") { kind } }');
    expect(given.text).toBe(other.text);
    expect([given.resumeFrom({}), other.resumeFrom({})]).toEqual(['x', 'y']);
  });

  it('takes the cursor out of a variable, and needs that variable for nothing else', () => {
    const { resumeFrom, variableNames } = operationOf(
      'subscription ($from: String, $kind: String) { news(kind: $kind, resumeFrom: $from) { kind } }',
    );
    expect(variableNames).toEqual(['kind']);
    expect([resumeFrom({ from: 'x' }), resumeFrom({ from: null }), resumeFrom({})]).toEqual(['x', null, null]);
  });

  it('needs every variable that the answer depends on, wherever it is used', () => {
    const { variableNames } = operationOf(`
      subscription ($a: Int, $b: Boolean!, $unused: Int) { news { ...Rest } }
      fragment Rest on Event { customer(first: $a) @include(if: $b) { name } }`);
    expect(variableNames).toEqual(['a', 'b']);
  });

  it('finds cursor and sequence of the event under any name and in any fragment, and of nothing below it', () => {
    const { cursorKeys, sequenceKeys } = operationOf(`
      subscription { ...Root }
      fragment Root on Subscription { news { at: cursor ... on Event { cursor no: sequence } other { x: cursor } } }`);
    expect(cursorKeys).toEqual(['at', 'cursor']);
    expect(sequenceKeys).toEqual(['no']);
  });

  it('finds the event itself under the name that the client gives it', () => {
    expect(operationOf('subscription { news { kind } }').eventKey).toBe('news');
    expect(operationOf('subscription { ...Root } fragment Root on Subscription { id: news { kind } }').eventKey).toBe(
      'id',
    );
  });
});
