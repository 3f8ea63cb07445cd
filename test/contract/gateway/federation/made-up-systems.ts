import { createHash } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import type { ComparedGraph } from '../two-executors.ts';

type Sdls = Readonly<Record<string, string>>;
type Resolve = GraphQLFieldResolver<unknown, unknown>;

/** An object: an entity has an id, any other is known by where it was found. */
interface MadeUp {
  readonly __typename: string;
  readonly id?: string;
  readonly found?: string;
}

/**
 * Systems that answer whatever they are asked. What one says is made of the object, the field and the arguments alone, so
 * that all say the same of one object, and so does `whole` of a schema that has everything.
 */
export function madeUpSystems(sdl: Sdls): ComparedGraph & { readonly whole: Resolve } {
  const documents = Object.entries(sdl).map(([name, text]) => [name, parse(text)] as const);
  const schemas = documents.map(([name, typeDefs]) => [name, buildSubgraphSchema([{ typeDefs }])] as const);
  const facts: Facts = {
    entities: new Set(documents.flatMap(([, document]) => keyedTypes(document))),
    enums: common(schemas, (type) => (isEnumType(type) ? type.getValues().map(({ name }) => name) : null)),
    members: common(schemas, (type, schema) =>
      isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : null,
    ),
  };
  const whole = resolveWith(facts);
  const resolvers = Object.fromEntries(schemas.map(([name, schema]) => [name, resolversOf(schema, facts, whole)]));
  return { sdl, resolvers, whole };
}

interface Facts {
  readonly entities: ReadonlySet<string>;
  /** By name: the values that all systems know, and the types of an interface or a union. */
  readonly enums: ReadonlyMap<string, readonly string[]>;
  readonly members: ReadonlyMap<string, readonly string[]>;
}

function keyedTypes({ definitions }: DocumentNode): readonly string[] {
  return definitions.flatMap((node) =>
    'directives' in node && node.directives?.some((each) => each.name.value === 'key') === true && 'name' in node
      ? [node.name?.value ?? '']
      : [],
  );
}

function common(
  schemas: readonly (readonly [string, GraphQLSchema])[],
  namesOf: (type: GraphQLNamedType, schema: GraphQLSchema) => readonly string[] | null,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [, schema] of schemas) {
    for (const type of Object.values(schema.getTypeMap())) {
      const names = namesOf(type, schema);
      if (names !== null) found.set(type.name, found.get(type.name)?.filter((name) => names.includes(name)) ?? names);
    }
  }
  return found;
}

function resolversOf(schema: GraphQLSchema, { entities }: Facts, resolve: Resolve) {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('_'));
  return Object.fromEntries(
    types.flatMap((type): [string, Record<string, unknown>][] => {
      if (isAbstractType(type)) return [[type.name, { __resolveType: typeOf }]];
      if (!isObjectType(type)) return [];
      const fields = Object.keys(type.getFields()).filter((name) => !name.startsWith('_'));
      const reference = entities.has(type.name) ? { __resolveReference: (told: unknown) => told } : {};
      return [[type.name, { ...Object.fromEntries(fields.map((name) => [name, resolve])), ...reference }]];
    }),
  ) as ComparedGraph['resolvers'][string];
}

export function typeOf(object: unknown): string {
  return (object as MadeUp).__typename;
}

function resolveWith(facts: Facts): Resolve {
  return (parent, given, _context, { parentType, fieldName, returnType }) => {
    const object = parent as MadeUp | undefined;
    if (fieldName === 'id' && object?.id !== undefined) return object.id;
    const owner = object?.found ?? `${parentType.name} ${object?.id ?? ''}`;
    return madeUpValue(facts, returnType, `${owner}.${fieldName}(${JSON.stringify(given)})`, false);
  };
}

/** So few that one object stands in many places. */
const ENTITIES_COUNT = 2;

function madeUpValue(facts: Facts, type: GraphQLOutputType, place: string, isPromised: boolean): unknown {
  if (isNonNullType(type)) return madeUpValue(facts, type.ofType, place, true);
  const number = createHash('sha256').update(place).digest().readUInt32BE();
  if (!isPromised && number % 9 === 0) return null;
  if (isListType(type))
    return Array.from({ length: number % 4 }, (_none, index) =>
      madeUpValue(facts, type.ofType, `${place} ${index}`, false),
    );
  if (isLeafType(type)) return leafOf(facts, type, number);
  const members = isAbstractType(type) ? (facts.members.get(type.name) ?? []) : [type.name];
  const name = members[number % members.length] ?? type.name;
  if (!facts.entities.has(name)) return { __typename: name, found: place };
  return { __typename: name, id: `${name}-${number % ENTITIES_COUNT}` };
}

function leafOf({ enums }: Facts, type: GraphQLLeafType, number: number): unknown {
  const names = enums.get(type.name);
  if (names !== undefined) return names[number % names.length];
  switch (type.name) {
    case 'Int':
      return number % 1000;
    case 'Float':
      return (number % 1000) / 8;
    case 'Boolean':
      return number % 2 === 0;
    case 'JSON':
      return { list: [number % 10, null, { text: '' }], no: false };
    default:
      return number % 11 === 0 ? '' : `“${number % 1000}”`;
  }
}
