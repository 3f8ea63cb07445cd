import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** A step of the database's shape. Once applied anywhere it never changes: the next step corrects it. */
export interface Migration {
  /** The name of its folder, such as `003-billing-mirror`. Names are in the order in which they are applied. */
  readonly name: string;
  /** SQL statements, run in order and in one transaction. They name their schemas. */
  readonly up: readonly string[];
}

/** A line of `public.migration`. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

/** Why nothing was migrated. All three need a person. */
export type MigrationRefusal =
  /** What was applied under this name is not what stands in the sources now. */
  | { readonly kind: 'CHANGED'; readonly name: string }
  /** The database is ahead of these sources. */
  | { readonly kind: 'UNKNOWN'; readonly name: string }
  /** It would have to be applied before one that has been applied already. */
  | { readonly kind: 'OUT_OF_ORDER'; readonly name: string; readonly after: string };

/** SHA-256 over the statements, in hex. */
export function checksumOf({ up }: Migration): string {
  return createHash('sha256').update(JSON.stringify(up)).digest('hex');
}

/** What is still to be applied, in order. `applied` is in the order in which it was applied. */
export function pendingOf(
  migrations: readonly Migration[],
  applied: readonly AppliedMigration[],
): Result<readonly Migration[], MigrationRefusal> {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum } of applied) {
    const migration = known.get(name);
    if (migration === undefined) return fail({ kind: 'UNKNOWN', name });
    if (checksumOf(migration) !== checksum) return fail({ kind: 'CHANGED', name });
  }
  const done = new Set(applied.map(({ name }) => name));
  const pending = migrations.filter(({ name }) => !done.has(name));
  const last = applied.at(-1)?.name;
  const early = pending.find(({ name }) => last !== undefined && name < last);
  if (early !== undefined && last !== undefined) return fail({ kind: 'OUT_OF_ORDER', name: early.name, after: last });
  return ok(pending);
}

/** What a person is to do about it. */
export function explainRefusal(refusal: MigrationRefusal): string {
  switch (refusal.kind) {
    case 'CHANGED':
      return `Migration ${refusal.name} was applied to this database with other statements. Restore them and correct what they did in a new migration.`;
    case 'UNKNOWN':
      return `This database has migration ${refusal.name}, which these sources do not know: they are older than the database.`;
    case 'OUT_OF_ORDER':
      return `Migration ${refusal.name} comes before ${refusal.after}, which was applied already. Give it a later number.`;
  }
}
