import { In } from 'typeorm';
import type { z } from 'zod';
import { postings } from '#erp/entities/posting.ts';
import { readIntoMirror } from '#erp/intake/mirror-writer.ts';
import type { DocumentKind } from '#erp/port.ts';
import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { rows } from '#kit/persistence/query.ts';
import { formatAmount, fromMoneyWire, type MoneyWire, toMoneyWire } from '#schema/canonical/money.ts';
import type { PostingOutcome } from '#schema/commands/erp.ts';
import type { Prerequisite } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type Books, booksOf, type CommandParts, causeOf, effectOf, oneAtATime } from './parts.ts';

/** What a document of ours is to be in the ledger. */
export interface Stated {
  readonly kind: DocumentKind;
  readonly documentId: string;
  readonly legalEntity: string;
  readonly total: MoneyWire;
  /** The document of ours whose open amount is decided on: one writer at a time. */
  readonly guards: string;
  /** Documents of ours whose open amount it changes: read again with it. */
  readonly touches: readonly (string | null)[];
  /** By product id: its code, as it is sold. */
  readonly products: ReadonlyMap<string, string>;
}

/**
 * A command that puts a document into the ledger once, whatever operation asks, and reads it back: VERIFIED when it
 * stands there with the stated total. One that stands there with another total or was voided there needs a person
 * (`Unmappable`): it cannot be taken back, so undoing what led to it would be wrong. `make` sends the write when the
 * ledger has no such document; it answers `MissingPrerequisite` before anything that has to be there first.
 */
export function documentCommand<Payload>(
  parts: CommandParts,
  payload: z.ZodType<Payload>,
  statedBy: (command: Payload) => Stated,
  make: (books: Books, command: Payload, key: string) => Reply<null>,
) {
  return writeCommand(payload, (command, key) => {
    const stated = statedBy(command);
    return {
      send: async (): Reply<PostingOutcome> => {
        const books = await booksOf(parts, stated.legalEntity);
        if (!books.ok) return books;
        return oneAtATime(parts, books.value.connector, stated.guards, () =>
          once(parts, books.value, { stated, key, make: () => make(books.value, command, key) }),
        );
      },
      lookUp: async (): Reply<PostingOutcome | null> => {
        const books = await booksOf(parts, stated.legalEntity);
        if (!books.ok) return books;
        const found = await books.value.connector.documentByKey(stated.kind, stated.documentId);
        if (!found.ok || found.value === null) return found.ok ? ok(null) : found;
        return settle(parts, books.value, { stated, key, externalId: found.value });
      },
    };
  });
}

interface Once {
  readonly stated: Stated;
  readonly key: string;
  readonly make: () => Reply<null>;
}

async function once(parts: CommandParts, books: Books, { stated, key, make }: Once): Reply<PostingOutcome> {
  const { connector } = books;
  const standing = await connector.documentByKey(stated.kind, stated.documentId);
  if (!standing.ok) return standing;
  if (standing.value !== null) return settle(parts, books, { stated, key, externalId: standing.value });
  const made = await make();
  if (!made.ok) return made;
  const found = await connector.documentByKey(stated.kind, stated.documentId);
  if (!found.ok || found.value === null) return fail({ kind: 'OutcomeUnknown', key });
  return settle(parts, books, { stated, key, externalId: found.value });
}

/** Keeps what was stated, to compare the ledger's documents with for ever, and the codes of its products. */
async function remember({ dataSource }: CommandParts, { documentId, total, products }: Stated): Promise<void> {
  await rows(
    dataSource,
    `insert into erp.billed_document (document_id, total_minor, currency) values ($1, $2, $3)
     on conflict (document_id) do update set total_minor = excluded.total_minor, currency = excluded.currency`,
    [documentId, total.minor, total.currency],
  );
  await rows(
    dataSource,
    `insert into erp.product_code (product_id, code) select * from unnest($1::text[], $2::text[])
     on conflict (product_id) do update set code = excluded.code`,
    [[...products.keys()], [...products.values()]],
  );
}

interface Standing {
  readonly stated: Stated;
  readonly key: string;
  readonly externalId: string;
}

/** Reads the document back with what it did to the books, and compares it with what was stated. */
async function settle(
  parts: CommandParts,
  { connector, entity }: Books,
  { stated, key, externalId }: Standing,
): Reply<PostingOutcome> {
  const touched = await externalIdsOfDocuments(parts, connector.connection, stated.touches);
  await remember(parts, stated);
  const ask = () => connector.transactions([externalId, ...touched]);
  const read = await readIntoMirror(parts, connector, ask, causeOf(key));
  if (!read.ok) return fail({ kind: 'OutcomeUnknown', key });
  const document = read.value.documents.find((one) => one.externalId === externalId);
  const unreadable = read.value.unmappable.find((one) => one.externalId === externalId);
  if (document === undefined) return fail(unreadable?.error ?? { kind: 'OutcomeUnknown', key });
  const wanted = fromMoneyWire(stated.total);
  const { currency, totalMinor: minor, legalEntity, period, number, status, issuedOn } = document;
  if (currency !== wanted.currency || minor !== wanted.minor || legalEntity !== entity.code) {
    const there = `${formatAmount({ minor, currency })} ${currency} in ${legalEntity}`;
    const here = `${formatAmount(wanted)} ${wanted.currency} in ${entity.code}`;
    return fail({ kind: 'Unmappable', field: 'total', detail: `VARIANCE: ${number} has ${there}, stated is ${here}` });
  }
  if (status === 'REVERSED') {
    return fail({ kind: 'Unmappable', field: 'status', detail: `REVERSED: ${number} was taken back in the ledger` });
  }
  return ok({
    postingId: mintedId({ kind: 'posting', connection: connector.connection, externalId }),
    documentNumber: number,
    status: status === 'POSTED' ? 'VERIFIED' : 'POSTED',
    period: period ?? monthOf(issuedOn),
    total: toMoneyWire({ minor, currency }),
    effect: effectOf(connector, stated.kind, externalId),
  });
}

/** The vendor's ids of those of these documents that the mirror has. */
export async function externalIdsOfDocuments(
  { dataSource }: CommandParts,
  connection: string,
  documentIds: readonly (string | null)[],
): Promise<readonly string[]> {
  const ids = documentIds.flatMap((id) => id ?? []);
  if (ids.length === 0) return [];
  const found = await dataSource.manager.find(postings, { where: { connection, documentId: In(ids) } });
  return found.map(({ externalId }) => externalId);
}

/** A document of ours that has to stand in the ledger first: its id there and what is open on it, else what is missing. */
export async function standingDocument(
  { connector }: Books,
  { kind, documentId }: Pick<Stated, 'kind' | 'documentId'>,
  prerequisite: Prerequisite,
) {
  const found = await connector.documentByKey(kind, documentId);
  if (!found.ok) return found;
  if (found.value === null) return fail({ kind: 'MissingPrerequisite', prerequisite, id: documentId } as const);
  const read = await connector.transactions([found.value]);
  if (!read.ok) return read;
  const [document] = read.value.documents;
  if (document !== undefined) return ok(document);
  const detail = `${kind} ${documentId} stands in the ledger and cannot be read`;
  return fail(read.value.unmappable[0]?.error ?? ({ kind: 'Unmappable', field: 'document', detail } as const));
}

/** YYYY-MM of a civil date. */
export function monthOf(civilDate: string): string {
  return civilDate.slice(0, 'YYYY-MM'.length);
}
