import {
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** Whether variables are what an operation declares. */
export type VariablesCheck = (variables: Variables) => boolean;

const INT_MAX = 2 ** 31 - 1;

const PLAIN: Readonly<Record<string, (value: unknown) => boolean>> = {
  Boolean: (value) => typeof value === 'boolean',
  Float: (value) => Number.isFinite(value),
  ID: (value) => typeof value === 'string',
  Int: (value) => Number.isInteger(value) && Math.abs(Number(value)) <= INT_MAX,
  String: (value) => typeof value === 'string',
};

/** Looks at plain scalars itself, which is what most variables are; all others are coerced as the specification says. */
export function variablesCheck(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): VariablesCheck {
  const plain = variableDefinitions.map(plainCheck);
  return (variables) => {
    if (plain.every((check) => check?.(variables) === true)) return true;
    return getVariableValues(schema, variableDefinitions, variables, { maxErrors: 1 }).errors === undefined;
  };
}

/** True when the value is surely right. Null where that takes more than a look. */
function plainCheck({ variable, type, defaultValue }: VariableDefinitionNode): VariablesCheck | null {
  const isRequired = type.kind === Kind.NON_NULL_TYPE;
  const named = isRequired ? type.type : type;
  const check =
    named.kind === Kind.NAMED_TYPE && Object.hasOwn(PLAIN, named.name.value) ? PLAIN[named.name.value] : null;
  if (check === null || check === undefined) return null;
  const name = variable.name.value;
  return (variables) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) return !isRequired || defaultValue !== undefined;
    return value === null ? !isRequired : check(value);
  };
}
