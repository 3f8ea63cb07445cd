import { GraphQLError, GraphQLScalarType } from 'graphql';
import { parseCivilDate } from '#schema/canonical/calendar.ts';

const DECIMAL_LENGTH_MAX = 40;

/** Text on both ways. A JSON number is refused: it may have lost digits before it came here. */
function textScalar(name: string, isOne: (text: string) => boolean, what: string): GraphQLScalarType {
  const read = (value: unknown): string => {
    if (typeof value === 'string' && isOne(value)) return value;
    throw new GraphQLError(`${name} is ${what}.`, { extensions: { code: 'BAD_USER_INPUT' } });
  };
  return new GraphQLScalarType({
    name,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === 'StringValue' ? node.value : null),
  });
}

/** What enters this subgraph is read here; whether it makes sense is the mutation's to judge. */
export const scalars = {
  Decimal: textScalar(
    'Decimal',
    (text) => text.length <= DECIMAL_LENGTH_MAX,
    `a decimal number as text of at most ${DECIMAL_LENGTH_MAX} characters`,
  ),
  Date: textScalar('Date', (text) => parseCivilDate(text) !== null, 'a day of the calendar as text, YYYY-MM-DD'),
};
