import { createHash } from 'node:crypto';
import { buildSchema, findBreakingChanges, findDangerousChanges } from 'graphql';

export interface ChangesSince {
  /** What would break a client of the last release, a sentence each. */
  readonly breaking: readonly string[];
  /** What may surprise one, such as a new value of an enum. */
  readonly dangerous: readonly string[];
}

/** What clients of the last release are told by the schema of now. Both are SDL as clients see it. */
export function changesSince(releasedSdl: string, apiSdl: string): ChangesSince {
  const [released, now] = [buildSchema(releasedSdl), buildSchema(apiSdl)];
  const said = (changes: readonly { readonly description: string }[]) => changes.map(({ description }) => description);
  return { breaking: said(findBreakingChanges(released, now)), dangerous: said(findDangerousChanges(released, now)) };
}

/**
 * What is wrong between the last release and now. A break is taken only by releasing anew, and a release only with a
 * line of the changelog that names it by the digest of its schema.
 */
export function releaseFaults(releasedSdl: string, changelog: string, { breaking }: ChangesSince): readonly string[] {
  const digest = releaseDigest(releasedSdl);
  const untold = changelog.includes(digest) ? [] : [`schema/CHANGELOG.md has no line for the release ${digest}.`];
  return [
    ...untold,
    ...breaking.map(
      (change) => `${change} Clients of the last release break: deprecate it, or release with --release.`,
    ),
  ];
}

/** The changelog with a line for a release, the latest first. */
export function withRelease(changelog: string, releasedSdl: string, said: string): string {
  const [head = '', ...lines] = changelog.split(/(?<=\n)(?=- )/);
  return [head, `- \`${releaseDigest(releasedSdl)}\` ${said}\n`, ...lines].join('');
}

/** Names a release: the beginning of the SHA-256 of its schema. */
function releaseDigest(releasedSdl: string): string {
  return createHash('sha256').update(releasedSdl).digest('hex').slice(0, 12);
}
