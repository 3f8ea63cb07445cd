import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';

/** Our own wording of the vendor's contract, kept beside the project; it is not part of it. */
const PATH = fileURLToPath(
  new URL('../../../../shared/vendors/specs/salesforce/openapi.v64.written-from-docs.json', import.meta.url),
);

type Json = Readonly<Record<string, unknown>>;

export const SPEC_PRESENT = existsSync(PATH);

const spec = SPEC_PRESENT ? readSpec() : null;
const validators = new Map<string, ValidateFunction>();

/** How often an answer was held against the contract. */
export let answersChecked = 0;

/** Why an answer does not fit the contract; null when it does or the contract is not at hand. */
export function misfit(method: string, path: string, status: number, body: unknown): string | null {
  if (spec === null) return null;
  const schema = answerSchema(spec, method.toLowerCase(), path.split('?')[0] ?? '', status);
  if (schema === null) return null;
  const key = `${method} ${status} ${JSON.stringify(schema)}`;
  const ajv = new Ajv({ strict: false });
  const validate = validators.get(key) ?? ajv.compile({ ...schema, components: spec['components'] });
  validators.set(key, validate);
  answersChecked += 1;
  return validate(body) ? null : ajv.errorsText(validate.errors);
}

function answerSchema(contract: Json, method: string, path: string, status: number): Json | null {
  for (const [template, operations] of Object.entries(member(contract, 'paths'))) {
    if (!matches(template, path)) continue;
    const response = member(member(member(member({ operations }, 'operations'), method), 'responses'), String(status));
    const schema = member(member(member(response, 'content'), 'application/json'), 'schema');
    return Object.keys(schema).length === 0 ? null : schema;
  }
  return null;
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
}

function member(value: Json, name: string): Json {
  const found = value[name];
  return isObject(found) ? found : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** OpenAPI 3.0 says `nullable` where JSON Schema says that null is one of the types. */
function readSpec(): Json {
  const contract: unknown = JSON.parse(readFileSync(PATH, 'utf8'), (_key, value: unknown) => {
    if (!isObject(value) || value['nullable'] !== true) return value;
    const { nullable: _nullable, ...schema } = value;
    return { anyOf: [{ type: 'null' }, schema] };
  });
  return isObject(contract) ? contract : {};
}
