import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { isReported } from './crm-reports.ts';
import { DEFAULT_POLICIES } from './defaults.ts';
import { fits, POLICY_NAMES, POLICY_SHAPES, type PolicyName, type PolicyOf } from './policy.ts';

/** A policy as it was published. */
export interface PolicyVersion<Name extends PolicyName> {
  readonly name: Name;
  readonly version: number;
  readonly effectiveAt: Date;
  readonly publishedAt: Date;
  readonly author: string;
  readonly approvedBy: string | null;
  readonly note: string;
  readonly document: PolicyOf<Name>;
}

interface PolicyRow {
  readonly name: string;
  readonly version: number;
  readonly effective_at: Date;
  readonly published_at: Date;
  readonly author: string;
  readonly approved_by: string | null;
  readonly note: string;
  readonly document: unknown;
}

/** The product comes with these; they held before anybody published one. */
const FIRST_EFFECTIVE_AT = new Date(0);

/** Writes version 1 of each policy where it is not there yet. */
export async function seedPolicies(em: EntityManager): Promise<void> {
  for (const name of POLICY_NAMES) {
    await rows(
      em,
      `insert into operations.policy (name, version, effective_at, published_at, author, note, document)
       values ($1, 1, $2, $2, 'revgraph', 'As the product comes.', $3) on conflict (name, version) do nothing`,
      [name, FIRST_EFFECTIVE_AT, JSON.stringify(DEFAULT_POLICIES[name])],
    );
  }
}

/** What holds at an instant: the latest version of those that are in effect. */
export async function policyAt<Name extends PolicyName>(
  em: EntityManager,
  name: Name,
  at: Date,
): Promise<PolicyVersion<Name>> {
  const row = await firstRow<PolicyRow>(
    em,
    'select * from operations.policy where name = $1 and effective_at <= $2 order by version desc limit 1',
    [name, at],
  );
  return row === null ? asItComes(name) : fromRow(name, row);
}

/** Every version, the latest first. */
export async function policyHistory<Name extends PolicyName>(
  em: EntityManager,
  name: Name,
): Promise<readonly PolicyVersion<Name>[]> {
  const found = await rows<PolicyRow>(em, 'select * from operations.policy where name = $1 order by version desc', [
    name,
  ]);
  return found.length === 0 ? [asItComes(name)] : found.map((row) => fromRow(name, row));
}

/** Whether the CRM is told what an operation of this kind did, by the policy of the moment. */
export async function reportsToCrm(
  em: EntityManager,
  act: { readonly kind: string; readonly legalEntity: string },
  now: Date,
): Promise<boolean> {
  return isReported((await policyAt(em, 'crm-reports', now)).document, act);
}

/** How many lines a journal of an entity's month may have; null = as many as there are. */
export async function journalLinesMax(em: EntityManager, legalEntity: string, now: Date): Promise<number | null> {
  const { rules } = (await policyAt(em, 'journal-batches', now)).document;
  return rules.find((rule) => fits(rule.legalEntity, legalEntity))?.linesMax ?? null;
}

export interface Publication<Name extends PolicyName> {
  readonly name: Name;
  readonly document: PolicyOf<Name>;
  readonly effectiveAt: Date;
  readonly author: string;
  /** A second person; null where the policy needs none. */
  readonly approvedBy: string | null;
  readonly note: string;
  readonly correlationId: string;
}

/** Adds the next version, with its audit row. Throws on a document of another shape, and when the author approved. */
export async function publishPolicy<Name extends PolicyName>(
  em: EntityManager,
  now: Date,
  { name, document, effectiveAt, author, approvedBy, note, correlationId }: Publication<Name>,
): Promise<PolicyVersion<Name>> {
  if (approvedBy === author) throw new Error(`${author} cannot approve a policy of their own`);
  const shaped = POLICY_SHAPES[name].parse(document);
  await seedPolicies(em);
  await rows(em, 'lock table operations.policy in share row exclusive mode');
  const [before] = await policyHistory(em, name);
  const row = await firstRow<PolicyRow>(
    em,
    `insert into operations.policy (name, version, effective_at, published_at, author, approved_by, note, document)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning *`,
    [name, (before?.version ?? 0) + 1, effectiveAt, now, author, approvedBy, note, JSON.stringify(shaped)],
  );
  if (row === null) throw new Error(`${name} was not published`);
  await appendAudit(em, {
    at: now,
    actor: author,
    action: 'policy.published',
    subject: `policy:${name}`,
    correlationId,
    before: before?.document ?? null,
    after: { version: row.version, effectiveAt: effectiveAt.toISOString(), approvedBy, note, document: shaped },
  });
  return fromRow(name, row);
}

function fromRow<Name extends PolicyName>(name: Name, row: PolicyRow): PolicyVersion<Name> {
  return {
    name,
    version: row.version,
    effectiveAt: row.effective_at,
    publishedAt: row.published_at,
    author: row.author,
    approvedBy: row.approved_by,
    note: row.note,
    document: POLICY_SHAPES[name].parse(row.document) as PolicyOf<Name>,
  };
}

function asItComes<Name extends PolicyName>(name: Name): PolicyVersion<Name> {
  return {
    name,
    version: 1,
    effectiveAt: FIRST_EFFECTIVE_AT,
    publishedAt: FIRST_EFFECTIVE_AT,
    author: 'revgraph',
    approvedBy: null,
    note: 'As the product comes.',
    document: DEFAULT_POLICIES[name],
  };
}
