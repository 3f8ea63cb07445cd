import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { parse } from 'graphql';
import { AUDIENCES, clientModule } from './codegen-client.ts';
import { SUBGRAPH_NAMES, type SubgraphName, subgraphSdl } from './subgraph-sdl.ts';
import { trustedDocumentsJson } from './trusted-documents.ts';

/**
 * `node schema/codegen.ts` writes the resolver types of each subgraph, the typed documents of the client and the manifest of
 * trusted documents to schema/generated;
 * with `--check` it writes nothing and ends with 1 when a file is not what the SDL says.
 */
const check = process.argv.includes('--check');

const HEAD = '// Written by schema/codegen.ts from schema/graphql. Never edited.\n';

const text = (name: string) => ({ input: name, output: name });

const CONFIG = {
  federation: true,
  enumsAsTypes: true,
  useTypeImports: true,
  immutableTypes: true,
  strictScalars: true,
  scalars: {
    ID: text('string'),
    DateTime: text('string'),
    Date: text('string'),
    Decimal: text('string'),
    CurrencyCode: text('string'),
    JSON: text('unknown'),
    _FieldSet: text('unknown'),
  },
} as const;

async function generate(name: SubgraphName): Promise<string> {
  const body = await codegen({
    filename: `${name}.ts`,
    schema: parse(subgraphSdl(name)),
    documents: [],
    config: CONFIG,
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
  });
  return `${HEAD}${body}`;
}

function isStale(file: URL, wanted: string): boolean {
  try {
    return readFileSync(file, 'utf8') !== wanted;
  } catch {
    return true;
  }
}

function keep(name: string, wanted: string): void {
  const file = new URL(`./generated/${name}`, import.meta.url);
  if (!isStale(file, wanted)) return;
  if (check) {
    console.error(`schema/generated/${name} is stale: run npm run codegen`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, wanted);
    console.log(`schema/generated/${name}`);
  }
}

mkdirSync(new URL('./generated/client/', import.meta.url), { recursive: true });
for (const name of SUBGRAPH_NAMES) keep(`${name}.ts`, await generate(name));
for (const audience of AUDIENCES) keep(`client/${audience.name}.ts`, await clientModule(audience));
keep('trusted-documents.json', await trustedDocumentsJson());
