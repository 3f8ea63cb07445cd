import { type RebuildReport, rebuildMirror } from '#kit/mirror/rebuild.ts';
import type { MirrorTable } from '#kit/mirror/scratch.ts';
import { withDatabase } from './local-database.ts';

/** A system's mirror: the tables whose rows come with events, what others refer to first. */
export interface Mirror {
  readonly name: 'crm' | 'billing' | 'erp';
  readonly tables: readonly MirrorTable[];
}

const RECORD = ['connection', 'external_id'];
/** When a record was seen, and what the vendor said beside what means something: both move without an event. */
const UNTOLD = ['as_of', 'raw', 'version'];

function table(name: string, ...key: readonly string[]): MirrorTable {
  return { table: name, key: key.length === 0 ? RECORD : ['connection', ...key], notCompared: UNTOLD };
}

/** Catalogues (products, prices, items, accounts) are read whole from their vendor and told by no event. */
export const MIRRORS: readonly Mirror[] = [
  {
    name: 'crm',
    tables: [
      table('crm.account'),
      table('crm.opportunity'),
      table('crm.contract'),
      table('crm.contract_version'),
      table('crm.contract_change'),
    ],
  },
  {
    name: 'billing',
    tables: [
      table('billing.customer'),
      table('billing.subscription'),
      table('billing.subscription_item'),
      table('billing.invoice'),
      table('billing.invoice_line', 'invoice_external_id', 'external_id'),
      table('billing.credit_memo'),
      table('billing.credit_memo_line', 'credit_memo_external_id', 'external_id'),
      table('billing.payment'),
      table('billing.refund'),
    ],
  },
  {
    name: 'erp',
    tables: [
      table('erp.accounting_period', 'external_id', 'legal_entity'),
      table('erp.customer'),
      table('erp.posting'),
      table('erp.journal_entry'),
      table('erp.journal_line', 'entry_external_id', 'position'),
    ],
  },
];

export interface MirrorReport extends RebuildReport {
  readonly mirror: string;
}

export interface RebuildWish {
  /** Only what the events of this contract were about; null = everything. */
  readonly contractId: string | null;
  /** Whether the live tables get the rows of the log where they differ. */
  readonly replace: boolean;
  readonly mirrors?: readonly Mirror[];
}

/** Makes every mirror again from the event log, one after the other, and compares it with the live one or replaces that. */
export async function rebuildMirrors(
  url: string,
  { contractId, replace, mirrors = MIRRORS }: RebuildWish,
  onProgress: (mirror: string, eventCount: number) => void = () => {},
): Promise<readonly MirrorReport[]> {
  const reports: MirrorReport[] = [];
  for (const { name, tables } of mirrors) {
    const report = await withDatabase({ url, schema: name, command: 'rebuild' }, (dataSource) =>
      rebuildMirror({
        dataSource,
        mirror: name,
        tables,
        contractId,
        mode: replace ? 'REPLACE' : 'COMPARE',
        onProgress: (eventCount) => onProgress(name, eventCount),
      }),
    );
    reports.push({ mirror: name, ...report });
  }
  return reports;
}
