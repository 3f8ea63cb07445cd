import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isOfType } from './object-type.ts';
import { isBuiltIn, isJoined, type Joined } from './values.ts';

/** Changes an object in place: what is about to be sent, or what has just come. */
export type Rewrite = (value: unknown) => void;

const ON = '... on ';

/** What a plan changes of an object's members, prepared; null where it names one that no answer is looked up by. */
export function rewriteOf(schema: GraphQLSchema, rewrites: readonly FetchDataRewrite[]): Rewrite | null {
  const named = rewrites.flatMap((each) => (each.kind === 'KeyRenamer' ? [...each.path, each.renameKeyTo] : each.path));
  if (named.some(isBuiltIn)) return null;
  const changes = rewrites.map((each) => {
    const change = changeOf(each);
    return (value: unknown) => changeAt(schema, each.path.slice(0, -1), value, change);
  });
  return (value) => {
    for (const change of changes) change(value);
  };
}

function changeOf(rewrite: FetchDataRewrite): (object: Joined) => void {
  const key = rewrite.path.at(-1) ?? '';
  if (rewrite.kind === 'ValueSetter') {
    return (object) => {
      object[key] = rewrite.setValueTo;
    };
  }
  return (object) => {
    if (!Object.hasOwn(object, key)) return;
    object[rewrite.renameKeyTo] = object[key];
    delete object[key];
  };
}

function changeAt(
  schema: GraphQLSchema,
  path: readonly string[],
  value: unknown,
  change: (object: Joined) => void,
): void {
  if (Array.isArray(value)) {
    for (const member of value) changeAt(schema, path, member, change);
    return;
  }
  if (!isJoined(value)) return;
  const [step, ...rest] = path;
  if (step === undefined) change(value);
  else if (!step.startsWith(ON)) changeAt(schema, rest, value[step], change);
  // An object that does not say what it is, is what it was asked for as.
  else if (value['__typename'] === undefined || isOfType(schema, value['__typename'], step.slice(ON.length)))
    changeAt(schema, rest, value, change);
}

/** Names that the subgraph answers under, and what they are called in the answer. */
export function renamedKeys(rewrites: readonly FetchDataRewrite[]): ReadonlyMap<string, string> {
  return new Map(
    rewrites.flatMap((each) => (each.kind === 'KeyRenamer' ? [[each.path.at(-1) ?? '', each.renameKeyTo]] : [])),
  );
}
