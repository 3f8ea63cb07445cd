import { createHash } from 'node:crypto';
import { buildSchema, findBreakingChanges, findDangerousChanges, type GraphQLSchema } from 'graphql';

export interface ChangesSince {
  /** What would break a client of the last release, a sentence each. */
  readonly breaking: readonly string[];
  /** What may surprise one, such as a new value of an enum. */
  readonly dangerous: readonly string[];
}

/** By name, SDL as clients see it: `api`, which is all there is, and each variant for readers outside. */
export type ClientSchemas = ReadonlyMap<string, string>;

/** What clients of the last release are told by the schemas of now. One that was not released yet breaks nobody. */
export function changesSince(released: ClientSchemas, now: ClientSchemas): ChangesSince {
  const all = [...released].map(([name, sdl]) => {
    const nowSdl = now.get(name);
    return nowSdl === undefined
      ? { breaking: [`${name}: nobody is shown this form of the graph any more.`], dangerous: [] }
      : changesOf(name, buildSchema(sdl), buildSchema(nowSdl));
  });
  return { breaking: all.flatMap(({ breaking }) => breaking), dangerous: all.flatMap(({ dangerous }) => dangerous) };
}

function changesOf(name: string, released: GraphQLSchema, now: GraphQLSchema): ChangesSince {
  const said = (changes: readonly { readonly description: string }[]) =>
    changes.map(({ description }) => `${name}: ${description}`);
  return { breaking: said(findBreakingChanges(released, now)), dangerous: said(findDangerousChanges(released, now)) };
}

/**
 * What is wrong between the last release and now. A break is taken only by releasing anew, and a release only with a
 * line of the changelog that names it by the digest of its schema.
 */
export function releaseFaults(
  released: ClientSchemas,
  changelog: string,
  { breaking }: ChangesSince,
): readonly string[] {
  const digest = releaseDigest(released);
  const untold = changelog.includes(digest) ? [] : [`schema/CHANGELOG.md has no line for the release ${digest}.`];
  return [
    ...untold,
    ...breaking.map(
      (change) => `${change} Clients of the last release break: deprecate it, or release with --release.`,
    ),
  ];
}

/** The changelog with a line for a release, the latest first. */
export function withRelease(changelog: string, released: ClientSchemas, said: string): string {
  const [head = '', ...lines] = changelog.split(/(?<=\n)(?=- )/);
  return [head, `- \`${releaseDigest(released)}\` ${said}\n`, ...lines].join('');
}

/** Names a release: the beginning of the SHA-256 of its schemas. */
function releaseDigest(released: ClientSchemas): string {
  const hash = createHash('sha256');
  for (const name of [...released.keys()].toSorted()) hash.update(released.get(name) ?? '');
  return hash.digest('hex').slice(0, 12);
}
