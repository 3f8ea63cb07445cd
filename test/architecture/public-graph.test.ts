import { spawnSync } from 'node:child_process';
import { type ConstDirectiveNode, type FieldDefinitionNode, Kind, type ObjectTypeDefinitionNode, parse } from 'graphql';
import { ROOT, textOf } from './sources.ts';

const document = parse(textOf('schema/graphql/supergraph.graphql'));

const isHidden = ({ directives }: { readonly directives?: readonly ConstDirectiveNode[] | undefined }) =>
  (directives ?? []).some(({ name }) => name.value === 'inaccessible');

/** The public fields of a root type, by `Type.field`. */
function rootFields(...types: readonly string[]): ReadonlyMap<string, FieldDefinitionNode> {
  const roots = document.definitions.filter(
    (node): node is ObjectTypeDefinitionNode =>
      node.kind === Kind.OBJECT_TYPE_DEFINITION && types.includes(node.name.value),
  );
  return new Map(
    roots.flatMap(({ name, fields }) =>
      (fields ?? [])
        .filter((field) => !isHidden(field))
        .map((field) => [`${name.value}.${field.name.value}`, field] as const),
    ),
  );
}

describe('the public graph', () => {
  it('describes every root field', () => {
    const fields = rootFields('Query', 'Mutation', 'Subscription');
    expect(fields.size).toBeGreaterThan(10);
    expect([...fields].filter(([, { description }]) => description === undefined).map(([name]) => name)).toEqual([]);
  });

  it('takes an idempotency key in the input of every mutation', () => {
    const mutations = rootFields('Mutation');
    expect(mutations.size).toBeGreaterThan(0);
    const inputs = new Map(
      document.definitions.flatMap((node) =>
        node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
          ? [[node.name.value, (node.fields ?? []).map(({ name }) => name.value)] as const]
          : [],
      ),
    );
    for (const [name, { arguments: given }] of mutations) {
      const type = given?.[0]?.type;
      const input = type?.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE ? type.type.name.value : '';
      expect([name, inputs.get(input)]).toEqual([name, expect.arrayContaining(['idempotencyKey'])]);
    }
  });

  it.each([
    ['supergraph', 'gateway/federation/compose-cli.ts'],
    ['resolver types', 'schema/codegen.ts'],
  ])('has its %s as the SDLs of the subgraphs say', (_what, program) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--check'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect([status, stdout + stderr]).toEqual([0, '']);
  });
});
