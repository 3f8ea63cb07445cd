import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from 'graphql';
import { fieldSet, given, graphNames, type JoinWords, joinWords } from './join-directives.ts';
import { hasFields, namedType, type TypeNodeWithFields, withoutUnusedExternals } from './unused-externals.ts';

/** A field as it is asked for: its name and its arguments. */
export interface Asked {
  readonly name: string;
  readonly arguments: readonly ConstArgumentNode[];
}

/**
 * Fields that stand in for others with fixed arguments, in a supergraph for the planner alone. It knows required fields
 * by their names only; so what two fields require, and what the client asks for, would be one value to it.
 */
export interface MadeFields {
  /** By the name of a made field: what a subgraph is asked for in its place. */
  readonly byName: ReadonlyMap<string, Asked>;
  /** By `subgraph Type.field`: the made fields that it requires, at any depth. */
  readonly required: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of the fields that require them. */
  readonly requiring: ReadonlySet<string>;
}

const NONE_MADE: MadeFields = { byName: new Map(), required: new Map(), requiring: new Set() };

export interface WithMadeFields {
  readonly document: DocumentNode;
  readonly made: MadeFields;
}

/** Puts a made field in the place of each argument that stands in what a field requires. */
export function withMadeFields(document: DocumentNode): WithMadeFields {
  const types = new Map(document.definitions.flatMap((node) => (hasFields(node) ? [[node.name.value, node]] : [])));
  const maker: Maker = {
    types,
    words: joinWords(document),
    graphs: graphNames(document),
    names: new Map(),
    byName: new Map(),
    places: [],
    required: new Map(),
    requiring: new Set(),
  };
  const rewritten = new Map([...types.values()].map((type) => [type.name.value, withRewrittenFields(maker, type)]));
  if (maker.places.length === 0) return { document, made: NONE_MADE };
  for (const place of maker.places) addMadeField(maker, rewritten, place);
  const definitions = document.definitions.map((node) =>
    hasFields(node) ? (rewritten.get(node.name.value) ?? node) : node,
  );
  const { byName, required, requiring } = maker;
  const fields = new Set(maker.places.flatMap(({ field, name }) => [field, name]));
  const whole = withoutUnusedExternals({ ...document, definitions }, fields);
  return { document: whole, made: { byName, required, requiring } };
}

interface Place {
  readonly type: string;
  readonly field: string;
  readonly name: string;
}

interface Maker {
  readonly types: ReadonlyMap<string, TypeNodeWithFields>;
  readonly words: JoinWords;
  /** By the value of the enum of subgraphs: the subgraph's own name. */
  readonly graphs: ReadonlyMap<string, string>;
  /** By field and arguments: the name of the made field. */
  readonly names: Map<string, string>;
  readonly byName: Map<string, Asked>;
  readonly places: Place[];
  readonly required: Map<string, ReadonlySet<string>>;
  readonly requiring: Set<string>;
}

function withRewrittenFields(maker: Maker, type: TypeNodeWithFields): TypeNodeWithFields {
  const fields = (type.fields ?? []).map((field) => ({
    ...field,
    directives: (field.directives ?? []).map((directive) =>
      directive.name.value === maker.words.field ? rewrittenDirective(maker, type, field, directive) : directive,
    ),
  }));
  return { ...type, fields };
}

function rewrittenDirective(
  maker: Maker,
  type: TypeNodeWithFields,
  field: FieldDefinitionNode,
  directive: ConstDirectiveNode,
): ConstDirectiveNode {
  const requires = given(directive, 'requires');
  const graph = given(directive, 'graph');
  if (requires === null || graph === null) return directive;
  const found = new Set<string>();
  const set = rewrittenSet(maker, type.name.value, fieldSet(requires), found);
  if (found.size === 0) return directive;
  const subgraph = maker.graphs.get(graph) ?? graph;
  maker.required.set(`${subgraph} ${type.name.value}.${field.name.value}`, found);
  maker.requiring.add(field.name.value);
  const text = stripIgnoredCharacters(print(set)).slice(1, -1);
  const given_ = directive.arguments?.map((argument) =>
    argument.name.value === 'requires' ? { ...argument, value: { kind: Kind.STRING as const, value: text } } : argument,
  );
  return { ...directive, arguments: given_ ?? [] };
}

function rewrittenSet(maker: Maker, type: string, set: SelectionSetNode, found: Set<string>): SelectionSetNode {
  return { ...set, selections: set.selections.map((selection) => rewrittenSelection(maker, type, selection, found)) };
}

function rewrittenSelection(maker: Maker, type: string, selection: SelectionNode, found: Set<string>): SelectionNode {
  if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
  if (selection.kind === Kind.INLINE_FRAGMENT) {
    const condition = selection.typeCondition?.name.value ?? type;
    return { ...selection, selectionSet: rewrittenSet(maker, condition, selection.selectionSet, found) };
  }
  const { selectionSet: inner, ...field } = selection;
  const definition = fieldOf(maker.types, type, selection.name.value);
  const below =
    inner === undefined || definition === undefined
      ? {}
      : { selectionSet: rewrittenSet(maker, namedType(definition.type), inner, found) };
  if ((selection.arguments ?? []).length === 0) return { ...field, ...below };
  const name = madeName(maker, type, selection);
  found.add(name);
  return { ...field, ...below, name: { kind: Kind.NAME, value: name }, arguments: [] };
}

function madeName(maker: Maker, type: string, { name, arguments: all = [] }: FieldNode): string {
  const field = name.value;
  // What composition writes is constant: a set of fields has no variables.
  const asked = { name: field, arguments: all as readonly ConstArgumentNode[] };
  const key = `${field}(${all.map(print).toSorted().join(',')})`;
  const made = maker.names.get(key) ?? freeName(maker, field);
  maker.names.set(key, made);
  maker.byName.set(made, asked);
  maker.places.push({ type, field, name: made });
  return made;
}

function freeName({ types, byName }: Maker, field: string): string {
  const isTaken = (name: string) =>
    byName.has(name) || [...types.keys()].some((type) => fieldOf(types, type, name) !== undefined);
  let number = 1;
  while (isTaken(`${field}_${number}`)) number += 1;
  return `${field}_${number}`;
}

/** A made field is resolved where the field is that it stands for; behind an interface, in every type of it. */
function addMadeField(maker: Maker, rewritten: Map<string, TypeNodeWithFields>, { type, field, name }: Place): void {
  for (const node of [...rewritten.values()]) {
    const isOf = node.name.value === type || (node.interfaces ?? []).some((each) => each.name.value === type);
    const own = node.fields?.find((each) => each.name.value === field);
    if (!isOf || own === undefined || node.fields?.some((each) => each.name.value === name)) continue;
    const made = { ...own, name: { kind: Kind.NAME as const, value: name }, arguments: [] };
    rewritten.set(node.name.value, { ...node, fields: [...(node.fields ?? []), made] });
    for (const [key, names] of [...maker.required]) {
      if (key.endsWith(` ${node.name.value}.${field}`)) maker.required.set(key.slice(0, -field.length) + name, names);
    }
  }
}

function fieldOf(types: Maker['types'], type: string, field: string): FieldDefinitionNode | undefined {
  return types.get(type)?.fields?.find(({ name }) => name.value === field);
}
