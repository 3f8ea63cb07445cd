import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  printSchema,
  validateSchema,
} from 'graphql';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import {
  absentParts,
  argumentCoordinate,
  type IsAbsent,
  isWithFields,
  type WithFields,
  withoutAbsent,
} from './absent-parts.ts';
import { namedType } from './graph-types.ts';
import type { Tags } from './tags.ts';

/**
 * What clients see of a graph without the parts that have one of these tags: fields of types that are left out are left
 * out too, and so is every type that nothing leads to any more. Fails, a sentence a fault, where what is left would be no
 * schema, or would still tell of what is left out.
 */
export function variantSchema(
  apiSchema: GraphQLSchema,
  tags: Tags,
  excluded: ReadonlySet<string>,
): Result<GraphQLSchema, readonly string[]> {
  const whole = parse(printSchema(apiSchema));
  const isAbsent = absentParts(whole, tags, excluded);
  const faults = inputFaults(whole, isAbsent);
  if (faults.length > 0) return fail(faults);
  const left = schemaOf(whole.definitions.flatMap((node) => withoutAbsent(node, isAbsent) ?? []));
  const invalid = validateSchema(left);
  if (invalid.length > 0) return fail(invalid.map(({ message }) => message));
  const variant = withoutUnreached(left);
  const telling = abstractFaults(variant, apiSchema);
  return telling.length > 0 ? fail(telling) : ok(variant);
}

function withoutUnreached(schema: GraphQLSchema): GraphQLSchema {
  const reached = reachedTypes(schema);
  const isKept = (node: DefinitionNode) =>
    !('name' in node) ||
    node.name === undefined ||
    node.kind === Kind.DIRECTIVE_DEFINITION ||
    reached.has(node.name.value);
  return schemaOf(parse(printSchema(schema)).definitions.filter(isKept));
}

function schemaOf(definitions: DocumentNode['definitions']): GraphQLSchema {
  return buildASTSchema({ kind: Kind.DOCUMENT, definitions }, { assumeValidSDL: true });
}

/** Variables hold what no document shows, so a part of what is given in them is either there for all or for none. */
function inputFaults(whole: DocumentNode, isAbsent: IsAbsent): readonly string[] {
  return whole.definitions.flatMap((node) => {
    if (node.kind === Kind.ENUM_TYPE_DEFINITION) {
      return (node.values ?? [])
        .filter(({ name }) => isAbsent(`${node.name.value}.${name.value}`))
        .map(
          ({ name }) => `${node.name.value}.${name.value} is tagged: tag what answers with it, never a value alone.`,
        );
    }
    if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && !isAbsent(node.name.value)) {
      return (node.fields ?? [])
        .filter(({ name, type }) => isAbsent(`${node.name.value}.${name.value}`) || isAbsent(namedType(type)))
        .map(({ name }) => `${node.name.value}.${name.value} is tagged: tag the argument that takes it, never a part.`);
    }
    return isWithFields(node) ? argumentFaults(node, isAbsent) : [];
  });
}

function argumentFaults({ name, fields }: WithFields, isAbsent: IsAbsent): readonly string[] {
  return (fields ?? []).flatMap((field) => {
    const coordinate = `${name.value}.${field.name.value}`;
    if (isAbsent(coordinate)) return [];
    return (field.arguments ?? [])
      .filter(({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined)
      .filter((argument) => isAbsent(argumentCoordinate(coordinate, argument)))
      .map(({ name: given }) => `${coordinate} cannot be asked for without ${given.value}: tag the field too.`);
  });
}

/** A field that may answer with a type that is left out would tell its name. */
function abstractFaults(variant: GraphQLSchema, apiSchema: GraphQLSchema): readonly string[] {
  return Object.values(variant.getTypeMap()).flatMap((type) => {
    if ((!isObjectType(type) && !isInterfaceType(type)) || type.name.startsWith('__')) return [];
    return Object.values(type.getFields()).flatMap(({ name, type: answer }) => {
      const whole = apiSchema.getType(getNamedType(answer).name);
      if (!isAbstractType(whole)) return [];
      const [hidden] = apiSchema.getPossibleTypes(whole).filter((each) => variant.getType(each.name) === undefined);
      return hidden === undefined
        ? []
        : [`${type.name}.${name} may answer with ${hidden.name}, which is left out: tag the field too.`];
    });
  });
}

/** An interface that only stands on types leads to none of them; one that a field answers with leads to all. */
function reachedTypes(schema: GraphQLSchema): ReadonlySet<string> {
  const reached = new Set<string>();
  const answered = new Set<string>();
  const waiting: GraphQLNamedType[] = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
    ...schema.getDirectives().flatMap(({ args }) => args.map(({ type }) => getNamedType(type))),
  ].flatMap((type) => type ?? []);
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    if (answered.has(type.name)) continue;
    answered.add(type.name);
    reached.add(type.name);
    if (isAbstractType(type)) waiting.push(...schema.getPossibleTypes(type));
    waiting.push(...typesOfFields(type));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const each of type.getInterfaces()) {
      reached.add(each.name);
      waiting.push(...typesOfFields(each));
    }
  }
  return reached;
}

function typesOfFields(type: GraphQLNamedType): readonly GraphQLNamedType[] {
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(({ type: given }) => getNamedType(given));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ type: answer, args }) => [
    getNamedType(answer),
    ...args.map(({ type: given }) => getNamedType(given)),
  ]);
}
