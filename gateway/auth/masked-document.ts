import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  type VariableNode,
  visit,
} from 'graphql';
import type { ForbiddenFields } from './authorize.ts';
import type { Masked } from './masked.ts';

export interface MaskedDocument {
  readonly document: DocumentNode;
  /** Each response key of each forbidden coordinate once. */
  readonly masked: readonly Masked[];
}

/**
 * The document without the forbidden fields. In the place of each stands its object's own type name, under a name that
 * nothing else in the document has: so the answer says by itself where the field would have been, whatever fragments and
 * conditions lead there. What only the forbidden fields needed, variables and fragments, is left out too.
 */
export function maskedDocument(document: DocumentNode, forbidden: ForbiddenFields): MaskedDocument {
  const prefix = unusedPrefix(document);
  const masked = new Map<string, Masked>();
  const without: DocumentNode = visit(document, {
    [Kind.FIELD]: (field: FieldNode) => {
      const coordinate = forbidden.get(field);
      if (coordinate === undefined) return undefined;
      const responseKey = field.alias?.value ?? field.name.value;
      const key = JSON.stringify([coordinate, responseKey]);
      const known = masked.get(key);
      // One a coordinate: two types of one object may call two masked fields the same.
      const placeholder = known?.placeholder ?? `${prefix}${masked.size}`;
      masked.set(key, { coordinate, responseKey, placeholder });
      return placeholderOf(field, placeholder);
    },
  });
  return { document: withoutUnused(without), masked: [...masked.values()] };
}

function placeholderOf({ directives = [] }: FieldNode, placeholder: string): FieldNode {
  return { kind: Kind.FIELD, alias: nameOf(placeholder), name: nameOf('__typename'), directives };
}

function nameOf(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

function unusedPrefix(document: DocumentNode): string {
  let prefix = 'masked_';
  visit(document, {
    [Kind.FIELD]: ({ alias, name }: FieldNode) => {
      while ((alias ?? name).value.startsWith(prefix)) prefix += '_';
    },
  });
  return prefix;
}

function withoutUnused(document: DocumentNode): DocumentNode {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return document;
  const spread = spreadFrom(document, operation);
  const kept = document.definitions.filter(
    (each) => each.kind !== Kind.FRAGMENT_DEFINITION || spread.has(each.name.value),
  );
  const used = new Set(kept.flatMap((definition) => [...variablesIn(definition)]));
  return { ...document, definitions: kept.map((each) => (each === operation ? withVariables(operation, used) : each)) };
}

function withVariables(operation: OperationDefinitionNode, used: ReadonlySet<string>): OperationDefinitionNode {
  const { variableDefinitions = [] } = operation;
  return {
    ...operation,
    variableDefinitions: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)),
  };
}

/** Names of the fragments that an operation leads to. */
function spreadFrom(document: DocumentNode, operation: OperationDefinitionNode): ReadonlySet<string> {
  const spread = new Set<string>();
  const waiting: DefinitionNode[] = [operation];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    visit(next, {
      [Kind.FRAGMENT_SPREAD]: ({ name }) => {
        if (spread.has(name.value)) return;
        spread.add(name.value);
        const fragment = document.definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name.value,
        );
        if (fragment !== undefined) waiting.push(fragment);
      },
    });
  }
  return spread;
}

/** Names of the variables that a definition uses; those that it only declares are not among them. */
function variablesIn(definition: DefinitionNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(definition, {
    [Kind.VARIABLE_DEFINITION]: () => false,
    [Kind.VARIABLE]: ({ name }: VariableNode) => {
      names.add(name.value);
    },
  });
  return names;
}
