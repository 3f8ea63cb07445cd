import { globSync, readFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';

/** Whom documents are written for, and the schema that they see. */
export const AUDIENCES = [{ name: 'portal', schema: 'schema/released/portal.graphql' }] as const;

type Audience = (typeof AUDIENCES)[number];

interface Written {
  readonly file: string;
  readonly text: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

const ROOT = new URL('../', import.meta.url);
const HEAD = '// Written by schema/codegen.ts from client/documents. Never edited.\n';
const text = (input: string, output = input) => ({ input, output });

/** What an amount gives is branded, so that nobody takes it for a number; what an amount is asked for is any text. */
const CONFIG = {
  immutableTypes: true,
  futureProofEnums: true,
  skipTypename: true,
  strictScalars: true,
  arrayInputCoercion: false,
  dedupeOperationSuffix: true,
  scalars: {
    ID: text('string'),
    DateTime: text('string'),
    Date: text('string'),
    Decimal: text('string', 'Decimal'),
    CurrencyCode: text('string'),
    JSON: text('unknown'),
  },
} as const;

/**
 * The typed documents of one audience as a module. Throws when a document does not fit the audience's schema, or lacks what
 * the client lives by.
 */
export async function clientModule({ name, schema: file }: Audience): Promise<string> {
  const schema = buildSchema(readFileSync(new URL(file, ROOT), 'utf8'));
  const documents = documentsOf(name);
  const faults = documents.flatMap(({ file: location, document }) =>
    documentFaults(document, schema).map((fault) => `${location}: ${fault}`),
  );
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const types = await codegen({
    filename: `${name}.ts`,
    schema: parse(readFileSync(new URL(file, ROOT), 'utf8')),
    documents: documents.map(({ file: location, document }) => ({ location, document })),
    config: CONFIG,
    plugins: [{ operations: {} }],
    pluginMap: { operations },
  });
  return `${HEAD}${importsFor(types, documents)}\n${types}\n${documents.map(constantOf).join('\n')}`;
}

function documentsOf(audience: string): readonly Written[] {
  return globSync(`client/documents/${audience}/*.graphql`, { cwd: ROOT.pathname })
    .sort()
    .map((file) => {
      const written = readFileSync(new URL(file, ROOT), 'utf8').trimEnd();
      const document = parse(written);
      const operation = operationOf(document);
      if (operation === null) throw new Error(`${file}: ${NOT_ONE}`);
      return { file, text: written, document, operation };
    });
}

/** The only one, by which the gateway counts what is asked; null where there is another number of them, or no name. */
function operationOf({ definitions }: DocumentNode): OperationDefinitionNode | null {
  const [operation, ...others] = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return operation?.name === undefined || others.length > 0 ? null : operation;
}

const NOT_ONE = 'is not one operation with a name';

/** What is wrong with a document: what the schema does not have, and what the client's runtime lives by and does not find. */
export function documentFaults(document: DocumentNode, schema: GraphQLSchema): readonly string[] {
  const faults = validate(schema, document).map(({ message }) => message);
  const operation = operationOf(document);
  return operation === null ? [...faults, NOT_ONE] : [...faults, ...lacking(operation)];
}

function lacking({ operation, selectionSet, variableDefinitions }: OperationDefinitionNode): readonly string[] {
  if (operation === OperationTypeNode.QUERY) return [];
  const [root, ...others] = fieldsOf(selectionSet);
  const taken = (variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const selected = fieldsOf(root?.selectionSet);
  const judged = fieldsOf(selected.find(({ name }) => name.value === 'userErrors')?.selectionSet);
  const [takes, asksFor, ofErrors] = operation === OperationTypeNode.MUTATION ? CHANGE : STREAM;
  return [
    ...(others.length > 0 ? ['has more than one root field'] : []),
    ...missing('takes no', takes, taken),
    ...missing('asks for no', asksFor, namesOf(selected)),
    ...missing('asks for no userErrors', ofErrors, namesOf(judged)),
  ];
}

/** Variables, fields, and fields of the user errors. */
const CHANGE = [['idempotencyKey'], ['userErrors'], ['code', 'field', 'message']] as const;
const STREAM = [['resumeFrom'], ['cursor', 'sequence'], []] as const;

function missing(what: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  return wanted.filter((name) => !found.includes(name)).map((name) => `${what} ${name}`);
}

function namesOf(fields: readonly FieldNode[]): readonly string[] {
  return fields.map(({ name }) => name.value);
}

function fieldsOf(selections: SelectionSetNode | undefined): readonly FieldNode[] {
  return (selections?.selections ?? []).filter((node) => node.kind === Kind.FIELD);
}

const KINDS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

function importsFor(types: string, documents: readonly Written[]): string {
  const kinds = [...new Set(documents.map(({ operation }) => `${KINDS[operation.operation]}Document`))].sort();
  const decimal = /\bDecimal\b/.test(types) ? "import type { Decimal } from '#client/amounts.ts';\n" : '';
  return `${decimal}import type { ${kinds.join(', ')} } from '#client/document.ts';\n`;
}

function constantOf({ text: written, operation }: Written): string {
  const name = operation.name?.value ?? '';
  const kind = KINDS[operation.operation];
  const type = name.endsWith(kind) ? name : `${name}${kind}`;
  const constant = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const members = `kind: '${operation.operation}',\n  name: '${name}',\n  text: \`${written.replaceAll(/\\|`|\$(?=\{)/g, '\\$&')}\`,`;
  return `export const ${constant}: ${kind}Document<${type}, ${type}Variables> = {\n  ${members}\n};\n`;
}
