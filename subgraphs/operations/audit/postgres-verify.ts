import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { AUDIT_TEXT, SEAL_TEXT } from './audit-text.ts';

/** The first thing that is not as it was written. */
export interface AuditBreak {
  /** The chain, or `seals` for the chain over all. */
  readonly chain: string;
  /** Place in that chain, from 1: of a row that is there changed, or of one that is missing. */
  readonly position: number;
  /** The row's number in the whole log; null for a row that is missing and for a seal. */
  readonly sequence: string | null;
  readonly what: 'CHANGED' | 'MISSING' | 'ADDED';
}

export interface AuditVerdict {
  readonly rowCount: number;
  readonly chainCount: number;
  readonly sealCount: number;
  /** The last seal, to be kept elsewhere. */
  readonly lastSeal: string | null;
  /** Null when everything is as it was written. */
  readonly firstBreak: AuditBreak | null;
}

interface Link {
  readonly chain: string;
  readonly position: number;
  readonly sequence: string | null;
  readonly previous_hash: string;
  readonly hash: string;
  readonly text: string;
}

interface Head {
  readonly chain: string;
  readonly position: number;
  readonly hash: string;
}

const PAGE = 1000;
const SEALS = 'seals';

/**
 * Takes every hash anew, of one state of the whole log, and compares: rows with their chains, chains with their heads,
 * heads with the seals, seals with each other. `knownSeal` is the hash of a seal that was kept elsewhere: it must be among
 * them, so that an end that was cut off with all that proved it is found as well.
 */
export async function verifyAudit(dataSource: DataSource, knownSeal: string | null = null): Promise<AuditVerdict> {
  return inTransaction(dataSource, (em) => verify(em, knownSeal), { isolation: 'REPEATABLE READ' });
}

async function verify(em: EntityManager, knownSeal: string | null): Promise<AuditVerdict> {
  const heads = await rows<Head>(em, 'select chain, position, hash from operations.audit_chain order by chain');
  const chains = await verifyChains(em, new Map(heads.map((head) => [head.chain, head])));
  const seals = await verifySeals(em);
  const breaks = [...chains.breaks, ...seals.breaks, ...(await verifySealedHeads(em))];
  if (knownSeal !== null && !seals.hashes.has(knownSeal)) {
    breaks.push({ chain: SEALS, position: seals.count + 1, sequence: null, what: 'MISSING' });
  }
  return {
    rowCount: chains.rowCount,
    chainCount: heads.length,
    sealCount: seals.count,
    lastSeal: [...seals.hashes].at(-1) ?? null,
    firstBreak: breaks.toSorted(byPlace)[0] ?? null,
  };
}

async function verifyChains(em: EntityManager, heads: ReadonlyMap<string, Head>) {
  const breaks: AuditBreak[] = [];
  const ends = new Map<string, Link>();
  const broken = new Set<string>();
  let rowCount = 0;
  for await (const link of links(em)) {
    rowCount += 1;
    const found = broken.has(link.chain) ? null : breakOf(link, ends.get(link.chain) ?? null);
    if (found !== null) {
      breaks.push(found);
      broken.add(link.chain);
    }
    ends.set(link.chain, link);
  }
  for (const chain of new Set([...heads.keys(), ...ends.keys()])) {
    const found = broken.has(chain) ? null : breakAtEnd(chain, ends.get(chain) ?? null, heads.get(chain) ?? null);
    if (found !== null) breaks.push(found);
  }
  return { breaks, rowCount };
}

async function* links(em: EntityManager): AsyncGenerator<Link> {
  let after: readonly [string, number] = ['', 0];
  for (;;) {
    const page = await rows<Link>(
      em,
      `select r.chain, r.position, r.sequence, r.previous_hash, r.hash, ${AUDIT_TEXT} as text from operations.audit r
       where (r.chain, r.position) > ($1, $2) order by r.chain, r.position limit ${PAGE}`,
      after,
    );
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = [last.chain, last.position];
  }
}

function breakOf(link: Link, before: Link | null): AuditBreak | null {
  const { chain, position, sequence } = link;
  const expected = (before?.position ?? 0) + 1;
  if (position > expected) return { chain, position: expected, sequence: null, what: 'MISSING' };
  if (hashOf(link.text) !== link.hash) return { chain, position, sequence, what: 'CHANGED' };
  if (link.previous_hash === (before?.hash ?? '')) return null;
  // This one is as it was written, so the one before is not what stood there.
  return { chain, position: position - 1, sequence: before?.sequence ?? null, what: 'CHANGED' };
}

function breakAtEnd(chain: string, end: Link | null, head: Head | null): AuditBreak | null {
  const last = end?.position ?? 0;
  const wanted = head?.position ?? 0;
  if (wanted > last) return { chain, position: last + 1, sequence: null, what: 'MISSING' };
  if (wanted < last) return { chain, position: wanted + 1, sequence: end?.sequence ?? null, what: 'ADDED' };
  return end?.hash === head?.hash ? null : { chain, position: last, sequence: end?.sequence ?? null, what: 'CHANGED' };
}

async function verifySeals(em: EntityManager) {
  const seals = await rows<Omit<Link, 'chain' | 'sequence'>>(
    em,
    `select r.number as position, r.previous_hash, r.hash, ${SEAL_TEXT} as text
     from operations.audit_seal r order by r.number`,
  );
  const breaks: AuditBreak[] = [];
  let before: Link | null = null;
  for (const seal of seals) {
    const link: Link = { ...seal, chain: SEALS, sequence: null };
    const found = breakOf(link, before);
    if (found !== null) {
      breaks.push(found);
      break;
    }
    before = link;
  }
  return { breaks, count: seals.length, hashes: new Set(seals.map(({ hash }) => hash)) };
}

/** Every head that was ever sealed must still be a row of its chain: a chain that was written anew is found here. */
async function verifySealedHeads(em: EntityManager): Promise<readonly AuditBreak[]> {
  const lost = await rows<{ chain: string; position: number; sequence: string | null }>(
    em,
    `select distinct on (h.chain) h.chain, h.position, a.sequence
     from operations.audit_seal s
       cross join jsonb_to_recordset(s.heads) as h(chain text, position integer, hash text)
       left join operations.audit a on a.chain = h.chain and a.position = h.position
     where a.hash is distinct from h.hash order by h.chain, h.position`,
  );
  return lost.map((row) => ({ ...row, what: row.sequence === null ? 'MISSING' : 'CHANGED' }));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The earliest row of the log first; what has no place in it any more after those that have. */
function byPlace(a: AuditBreak, b: AuditBreak): number {
  if (a.sequence === null || b.sequence === null) return Number(a.sequence === null) - Number(b.sequence === null);
  return BigInt(a.sequence) < BigInt(b.sequence) ? -1 : 1;
}
