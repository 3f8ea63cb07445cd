import { type ConstDirectiveNode, Kind, parse, visit } from 'graphql';

/**
 * What is wrong with the set of fields that a `@requires` asks for; null when nothing is. An argument anywhere in it is a
 * fault, whatever its form: the stock executor answers such a field from another argument's value, without an error.
 */
export function requiresFault({ arguments: given }: ConstDirectiveNode): string | null {
  const fields = given?.find(({ name }) => name.value === 'fields')?.value;
  if (fields?.kind !== Kind.STRING) return 'has a @requires without a text of fields';
  try {
    let hasArgument = false;
    visit(parse(`{ ${fields.value} }`, { noLocation: true }), {
      [Kind.FIELD]: ({ arguments: own }) => {
        if (own !== undefined && own.length > 0) hasArgument = true;
      },
    });
    return hasArgument ? 'has an argument inside @requires' : null;
  } catch {
    return 'has a @requires whose fields cannot be read';
  }
}
