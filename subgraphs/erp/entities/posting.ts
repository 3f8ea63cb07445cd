import { EntitySchema } from 'typeorm';
import type { DocumentStatus, ErpDocument } from '#erp/port.ts';
import { bigintColumn, civilDateColumn, currencyColumn, instantColumn } from '#kit/persistence/columns.ts';
import { type Identified, originColumns } from './origin.ts';

/** A document of receivables with what we know of the billed one; `varianceMinor` is posted less billed. */
export type PostingRow = Omit<ErpDocument, 'status'> &
  Identified & { readonly status: DocumentStatus | 'VERIFIED'; readonly varianceMinor: bigint | null };

export const postings = new EntitySchema<PostingRow>({
  name: 'ErpPosting',
  schema: 'erp',
  tableName: 'posting',
  columns: {
    ...originColumns,
    id: { type: 'text' },
    kind: { type: 'text' },
    documentId: { type: 'text', name: 'document_id', nullable: true },
    number: { type: 'text' },
    status: { type: 'text' },
    legalEntity: { type: 'text', name: 'legal_entity' },
    customerExternalId: { type: 'text', name: 'customer_external_id', nullable: true },
    contractId: { type: 'text', name: 'contract_id', nullable: true },
    period: { type: 'text', nullable: true },
    currency: currencyColumn,
    totalMinor: { ...bigintColumn, name: 'total_minor' },
    openMinor: { ...bigintColumn, name: 'open_minor' },
    varianceMinor: { ...bigintColumn, name: 'variance_minor', nullable: true },
    issuedOn: { ...civilDateColumn, name: 'issued_on' },
    dueOn: { ...civilDateColumn, name: 'due_on', nullable: true },
    postedAt: { ...instantColumn, name: 'posted_at' },
  },
});
