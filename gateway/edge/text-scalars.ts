import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  Kind,
  TypeInfo,
  typeFromAST,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { ReadDocument } from './limits.ts';
import type { Refusal } from './refusal.ts';

/** Scalars of the committed graph that are text on both ways: amounts first of all, which a JSON number would round. */
export const TEXT_SCALARS: ReadonlySet<string> = new Set(['Decimal', 'Date', 'DateTime', 'CurrencyCode']);

/** No amount, day or instant is longer. */
const LENGTH_MAX = 40;

type Variables = Readonly<Record<string, unknown>>;

/** Why what is given for a scalar that is text is none, or null. */
export type TextCheck = (variables: Variables) => Refusal | null;

const NOTHING_TO_CHECK: TextCheck = () => null;

type Path = readonly (string | number)[];

/**
 * Made once a document: what is written in it is judged at once, what comes in variables with each request. What the
 * schema does not know is left to validation, and whether a text makes sense is the systems' to say.
 */
export function textCheck(read: ReadDocument, schema: GraphQLSchema, scalars: ReadonlySet<string>): TextCheck {
  if (![...scalars].some((name) => schema.getType(name) !== undefined)) return NOTHING_TO_CHECK;
  const written = writtenFault(read.document, schema, scalars);
  if (written !== null) return () => written;
  const judged = (read.operation.variableDefinitions ?? []).flatMap(({ variable, type: node }) => {
    const type = typeFromAST(schema, node);
    const isJudged = isInputType(type) && reachesText(type, scalars);
    return isJudged ? [{ name: variable.name.value, type }] : [];
  });
  if (judged.length === 0) return NOTHING_TO_CHECK;
  return (variables) => {
    for (const { name, type } of judged) {
      const fault = Object.hasOwn(variables, name) ? valueFault(variables[name], type, [`$${name}`], scalars) : null;
      if (fault !== null) return fault;
    }
    return null;
  };
}

function reachesText(type: GraphQLInputType, scalars: ReadonlySet<string>, seen = new Set<string>()): boolean {
  const named = getNamedType(type);
  if (scalars.has(named.name)) return true;
  if (!isInputObjectType(named) || seen.has(named.name)) return false;
  seen.add(named.name);
  return Object.values(named.getFields()).some((field) => reachesText(field.type, scalars, seen));
}

function valueFault(value: unknown, given: GraphQLInputType, path: Path, scalars: ReadonlySet<string>): Refusal | null {
  const type = getNullableType(given);
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    // One value in the place of a list is a list of it.
    const items: readonly (readonly [Path, unknown])[] = Array.isArray(value)
      ? value.map((item: unknown, index) => [[...path, index], item])
      : [[path, value]];
    return firstFault(items, ([at, item]) => valueFault(item, type.ofType, at, scalars));
  }
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const members = typeof value === 'object' ? Object.entries(value) : [];
    return firstFault(members, ([name, member]: [string, unknown]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return field === undefined ? null : valueFault(member, field.type, [...path, name], scalars);
    });
  }
  if (!scalars.has(type.name) || isText(value)) return null;
  return refusalAt(path);
}

function writtenFault(document: DocumentNode, schema: GraphQLSchema, scalars: ReadonlySet<string>): Refusal | null {
  const types = new TypeInfo(schema);
  let found: Refusal | null = null;
  const judge = (value: ValueNode, type: GraphQLInputType | null | undefined, name: string) => {
    if (type !== null && type !== undefined) found ??= literalFault(value, type, [name], scalars);
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.ARGUMENT]: ({ name, value }) => judge(value, types.getArgument()?.type, name.value),
      [Kind.VARIABLE_DEFINITION]: ({ variable, defaultValue }) => {
        if (defaultValue !== undefined) judge(defaultValue, types.getInputType(), `$${variable.name.value}`);
      },
    }),
  );
  return found;
}

function literalFault(
  node: ValueNode,
  given: GraphQLInputType,
  path: Path,
  scalars: ReadonlySet<string>,
): Refusal | null {
  const type = getNullableType(given);
  if (node.kind === Kind.VARIABLE || node.kind === Kind.NULL) return null;
  if (isListType(type)) {
    if (node.kind !== Kind.LIST) return literalFault(node, type.ofType, path, scalars);
    return firstFault([...node.values.entries()], ([index, item]) =>
      literalFault(item, type.ofType, [...path, index], scalars),
    );
  }
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    return firstFault(node.kind === Kind.OBJECT ? node.fields : [], ({ name: { value: name }, value }) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return field === undefined ? null : literalFault(value, field.type, [...path, name], scalars);
    });
  }
  if (!scalars.has(type.name) || (node.kind === Kind.STRING && isText(node.value))) return null;
  return refusalAt(path);
}

function firstFault<Item>(items: readonly Item[], faultOf: (item: Item) => Refusal | null): Refusal | null {
  for (const item of items) {
    const fault = faultOf(item);
    if (fault !== null) return fault;
  }
  return null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= LENGTH_MAX;
}

function refusalAt(path: Path): Refusal {
  const message = `${path.join('.')} takes text of at most ${LENGTH_MAX} characters, such as "12.50" for an amount, never a number: write it in quotes.`;
  return { code: 'BAD_USER_INPUT', message };
}
