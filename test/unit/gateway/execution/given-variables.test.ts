import { buildSchema, getVariableValues, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { variablesCheck } from '#gateway/execution/given-variables.ts';

const SCHEMA = buildSchema(`
  scalar Decimal
  enum Side { DEBIT CREDIT }
  input Page { first: Int! }
  type Query { a(boolean: Boolean, float: Float, id: ID, text: String): Int }`);

/** More than what the look at plain scalars knows, so that both ways are taken. */
const TYPES = ['Boolean', 'Float', 'ID', 'Int', 'String', 'Decimal', 'Side', 'Page', '[Int!]'];
const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  'text',
  '12',
  'DEBIT',
  0,
  -0,
  1.5,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  -(2 ** 31) - 1,
  Number.NaN,
  [1],
  [null],
  { first: 1 },
  {},
];

function operationOf(text: string): OperationDefinitionNode {
  const [operation] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('No operation');
  return operation;
}

describe('the variables of a request', () => {
  const forms = TYPES.flatMap((type) => [type, `${type}!`, ...(type === 'Int' ? ['Int = 3', 'Int! = 3'] : [])]);

  it.each(forms)('are taken exactly where the specification takes them: %s', (type) => {
    const operation = operationOf(`query ($given: ${type}, $other: String) { a }`);
    const takes = variablesCheck(SCHEMA, operation);
    for (const value of VALUES) {
      const variables = value === undefined ? {} : { given: value };
      const { errors } = getVariableValues(SCHEMA, operation.variableDefinitions ?? [], variables);
      expect([value, takes(variables)]).toEqual([value, errors === undefined]);
    }
  });

  it('are looked at by their own names only', () => {
    const takes = variablesCheck(SCHEMA, operationOf('query ($toString: String!) { a }'));
    expect(takes({})).toBe(false);
    expect(takes({ toString: 'text' })).toBe(true);
  });
});
