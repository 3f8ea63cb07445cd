import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  Kind,
  type SchemaDefinitionNode,
  type SchemaExtensionNode,
} from 'graphql';

/** A specification that a supergraph is linked to, and what its elements are called there. */
export interface LinkedFeature {
  /** Of the specification without its version, such as `https://specs.apollo.dev/policy`. */
  readonly identity: string;
  /** Such as `v0.1`. */
  readonly version: string;
  /** The directive of that name in the specification, by its name in the supergraph, without `@`. */
  directive(name: string): string;
  /** The type of that name in the specification, by its name in the supergraph. */
  type(name: string): string;
  /** The application of `@link` that says so. */
  readonly link: ConstDirectiveNode;
}

/** What a subgraph is linked to: all directives of the other specifications are named through this one there. */
export const FEDERATION = 'https://specs.apollo.dev/federation';

/** Every link of a supergraph, renamed or not. What has another form than a link is left out. */
export function linkedFeatures(document: DocumentNode): readonly LinkedFeature[] {
  return document.definitions.filter(isSchema).flatMap(({ directives }) => (directives ?? []).flatMap(featureOf));
}

/** A node that says what a schema is linked to. */
export function isSchema(node: { readonly kind: string }): node is SchemaDefinitionNode | SchemaExtensionNode {
  return node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION;
}

function featureOf(link: ConstDirectiveNode): readonly LinkedFeature[] {
  const given = new Map((link.arguments ?? []).map(({ name, value }) => [name.value, value]));
  // `@link` itself may be renamed, so it is known by what it is given; the first edition called it `feature`.
  const url = textOf(given.get('url') ?? given.get('feature'));
  const parts = url === null ? null : /^(?<identity>.+\/(?<name>[^/]+))\/(?<version>v\d+\.\d+)$/.exec(url);
  const { identity, name, version } = parts?.groups ?? {};
  if (identity === undefined || name === undefined || version === undefined) return [];
  const space = textOf(given.get('as')) ?? name;
  const imports = importsOf(given.get('import'));
  return [
    {
      identity,
      version,
      link,
      directive: (directive) => imports.get(`@${directive}`) ?? (directive === name ? space : `${space}__${directive}`),
      type: (type) => imports.get(type) ?? `${space}__${type}`,
    },
  ];
}

/** By the name in the specification: the name in the supergraph, of directives without `@`. */
function importsOf(value: ConstValueNode | undefined): ReadonlyMap<string, string> {
  const members = value?.kind === Kind.LIST ? value.values : [];
  return new Map(
    members.flatMap((member) => {
      const [name, as] = member.kind === Kind.OBJECT ? renaming(member) : [textOf(member), null];
      return name === null ? [] : [[name, (as ?? name).replace(/^@/, '')] as const];
    }),
  );
}

function renaming(value: Extract<ConstValueNode, { kind: Kind.OBJECT }>): readonly [string | null, string | null] {
  const fields = new Map(value.fields.map((field) => [field.name.value, textOf(field.value)]));
  return [fields.get('name') ?? null, fields.get('as') ?? null];
}

function textOf(value: ConstValueNode | undefined): string | null {
  return value?.kind === Kind.STRING ? value.value : null;
}
