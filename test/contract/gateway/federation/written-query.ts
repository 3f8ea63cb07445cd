import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** A whole number from 0 up to and with this one. */
export type Choose = (max: number) => number;

const DEPTH_MAX = 4;
/** About so many of an object with many. */
const FIELDS_COUNT = 3;

/** What some arguments of the little graphs are given, so that something is found. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  open: ['true', 'false'],
  id: ['"a1"', '"a2"', '"p1"', '"none"'],
  currency: ['"USD"', '"EUR"', '"GBP"'],
  first: ['1', '2', '3'],
};

/** Variables of the written queries. */
export const GIVEN = { yes: true, no: false };

const DECLARED = new Map([
  ['$yes', 'Boolean!'],
  ['$no', 'Boolean!'],
  ['$unset', 'Boolean = true'],
]);

/**
 * A query over a schema, mostly valid, with aliases that are names of other fields now and then, conditions, and
 * fragments that say nothing new.
 */
export function writtenQuery(schema: GraphQLSchema, choose: Choose): string {
  return written(schema, schema.getQueryType(), 'query', choose);
}

/** The same of the events; that it asks for one root field alone is not certain. */
export function writtenSubscription(schema: GraphQLSchema, choose: Choose): string {
  return written(schema, schema.getSubscriptionType(), 'subscription', choose);
}

function written(
  schema: GraphQLSchema,
  root: GraphQLObjectType | null | undefined,
  operation: string,
  choose: Choose,
): string {
  if (root === undefined || root === null) throw new Error(`A schema without ${operation}`);
  const asked = selectionsOf(schema, root, choose, 0, choose(2) === 0);
  const used = [...DECLARED].filter(([name]) => asked.includes(name)).map(([name, type]) => `${name}: ${type}`);
  return `${operation}${used.length === 0 ? '' : ` (${used.join(', ')})`} ${asked}`;
}

const CONDITIONS = [...DECLARED.keys(), 'true', 'false'];

function condition(choose: Choose): string {
  if (choose(7) !== 0) return '';
  return ` ${choose(1) === 0 ? '@include' : '@skip'}(if: ${CONDITIONS[choose(CONDITIONS.length - 1)]})`;
}

function wrapped(text: string, type: GraphQLCompositeType, choose: Choose): string {
  if (choose(7) !== 0) return text;
  return `...${choose(1) === 0 ? '' : ` on ${type.name}`}${condition(choose)} { ${text} }`;
}

function selectionsOf(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  choose: Choose,
  depth: number,
  aliased: boolean,
): string {
  const own = isObjectType(type) || isInterfaceType(type) ? chosenFields(schema, type, choose, depth, aliased) : [];
  // Inside fragments every name is the field's own: two types may not give one name to different things.
  const fragments = isAbstractType(type)
    ? schema.getPossibleTypes(type).flatMap((each) => {
        if (choose(1) === 0) return [];
        return [`... on ${each.name} ${selectionsOf(schema, each, choose, depth, false)}`];
      })
    : [];
  // Not of the root: what nobody is asked for nobody answers.
  const named = depth > 0 && choose(9) === 0 ? ['__typename'] : [];
  const all = [...own, ...named, ...fragments];
  return `{ ${all.length === 0 ? '__typename' : all.join(' ')} }`;
}

function chosenFields(
  schema: GraphQLSchema,
  type: Extract<GraphQLCompositeType, { getFields: () => unknown }>,
  choose: Choose,
  depth: number,
  aliased: boolean,
): readonly string[] {
  const fields = Object.values(type.getFields()).filter(
    (field) => depth < DEPTH_MAX || !isCompositeType(getNamedType(field.type)),
  );
  const chosen = fields.filter(() => choose(Math.max(2, Math.ceil(fields.length / FIELDS_COUNT))) === 0);
  const taken = new Set(chosen.map(({ name }) => name));
  return chosen.map((field) => {
    const other = fields[choose(fields.length - 1)]?.name ?? field.name;
    const canTake = aliased && depth > 0 && !taken.has(other);
    if (canTake) taken.add(other);
    const text = writtenField(schema, field, choose, depth, { alias: canTake ? `${other}: ` : '', aliased });
    return depth > 0 ? wrapped(text, type, choose) : text;
  });
}

/** Of an input object what it must have, and sometimes more. */
function writtenValue(type: GraphQLInputType, choose: Choose): string {
  const inner = getNullableType(type);
  if (isListType(inner)) return `[${writtenValue(inner.ofType, choose)}]`;
  if (isEnumType(inner)) return inner.getValues()[choose(inner.getValues().length - 1)]?.name ?? '';
  if (isInputObjectType(inner)) {
    const members = Object.values(inner.getFields()).filter((field) => isRequiredInputField(field) || choose(4) === 0);
    return `{ ${members.map((field) => `${field.name}: ${writtenValue(field.type, choose)}`).join(', ')} }`;
  }
  return LITERALS[String(inner)] ?? '"x"';
}

const LITERALS: Readonly<Record<string, string>> = { Int: '2', Float: '1.5', Boolean: 'true', JSON: '{ a: 1 }' };

function writtenField(
  schema: GraphQLSchema,
  { name, args, type }: GraphQLField<unknown, unknown>,
  choose: Choose,
  depth: number,
  { alias, aliased }: { readonly alias: string; readonly aliased: boolean },
): string {
  const asked = args.filter((arg) => VALUES[arg.name] !== undefined || isRequiredArgument(arg) || choose(4) === 0);
  const given = asked.map((arg) => {
    const values = VALUES[arg.name] ?? [writtenValue(arg.type, choose)];
    return `${arg.name}: ${values[choose(values.length - 1)]}`;
  });
  // A field with arguments that may stand in several fragments has its arguments in its name.
  const own =
    given.length > 0 && alias === '' && !aliased ? `${name}_${given.join('_').replaceAll(/\W+/g, '')}: ` : alias;
  const inner = getNamedType(type);
  const below = isCompositeType(inner) ? ` ${selectionsOf(schema, inner, choose, depth + 1, aliased)}` : '';
  const when = depth > 0 ? condition(choose) : '';
  return `${own}${name}${given.length > 0 ? `(${given.join(', ')})` : ''}${when}${below}`;
}
