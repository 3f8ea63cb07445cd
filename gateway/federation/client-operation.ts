import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import { RESUME_ARGUMENT } from './resumable-operation.ts';

/** A client's subscription as far as its consumers differ, and where its answers say how far one has come. */
export interface ClientOperation {
  /** The document without the cursor to go on from: equal for all who follow the same, wherever they begin. */
  readonly text: string;
  /** Of the client's variables, those that this text needs. */
  readonly variableNames: readonly string[];
  /** The cursor that the client goes on from; null = it wants to begin. */
  resumeFrom(variables: Readonly<Record<string, unknown>>): string | null;
  /** The key of the event in the answer's data. */
  readonly eventKey: string;
  /** The keys under which it has its cursor, and its sequence. */
  readonly cursorKeys: readonly string[];
  readonly sequenceKeys: readonly string[];
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export function clientOperation({ document, operation, fragments }: ReadDocument): ClientOperation {
  const roots = new Set(fieldsOf(operation.selectionSet, fragments));
  const events = [...roots].flatMap(({ selectionSet }) =>
    selectionSet === undefined ? [] : fieldsOf(selectionSet, fragments),
  );
  const [eventKey = ''] = [...roots].map(({ alias, name }) => (alias ?? name).value);
  const resume = [...roots].flatMap(({ arguments: given = [] }) => given).find(isResume);
  const common: DocumentNode = visit(document, {
    enter: (node) => (node.kind === Kind.FIELD && roots.has(node) ? withoutResume(node) : undefined),
  });
  return {
    text: print(common),
    variableNames: variablesIn(common),
    resumeFrom: (variables) => textOf(resume, variables),
    eventKey,
    cursorKeys: keysOf(events, 'cursor'),
    sequenceKeys: keysOf(events, 'sequence'),
  };
}

function withoutResume(field: FieldNode): FieldNode {
  return { ...field, arguments: (field.arguments ?? []).filter((argument) => !isResume(argument)) };
}

function isResume({ name }: ArgumentNode): boolean {
  return name.value === RESUME_ARGUMENT;
}

/** Fields of one level, fragments expanded. */
function fieldsOf({ selections }: SelectionSetNode, fragments: Fragments): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return fragment === undefined ? [] : fieldsOf(fragment.selectionSet, fragments);
  });
}

function keysOf(fields: readonly FieldNode[], name: string): readonly string[] {
  const keys = fields.filter((field) => field.name.value === name).map(({ alias }) => alias?.value ?? name);
  return [...new Set(keys)];
}

function textOf(argument: ArgumentNode | undefined, variables: Readonly<Record<string, unknown>>): string | null {
  if (argument === undefined) return null;
  const { value } = argument;
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : 'value' in value ? value.value : null;
  return typeof given === 'string' ? given : null;
}

/** Where they are used: what is only declared changes no answer. */
function variablesIn(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.VARIABLE) names.add(node.name.value);
      return node.kind === Kind.VARIABLE_DEFINITION ? false : undefined;
    },
  });
  return [...names].toSorted();
}
