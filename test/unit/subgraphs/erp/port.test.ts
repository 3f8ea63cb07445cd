import { erpCommands } from '#erp/commands/commands.ts';
import { netSuiteConnector } from '#erp/connectors/netsuite/connector.ts';
import { filesOf, textOf } from '#test/architecture/sources.ts';

/** Everything that a ledger is asked for: what it has, and documents and journals for it to post. */
const READING = [
  'reference',
  'periods',
  'changedSince',
  'transactions',
  'customers',
  'customerByKey',
  'documentByKey',
  'journalsByKeys',
  'applicationsOf',
];
const POSTING = [
  'putCustomer',
  'changeCustomer',
  'relateCustomer',
  'putInvoice',
  'putCreditMemo',
  'putPayment',
  'putRefund',
  'putJournal',
  'reapply',
  'reverseInvoice',
  'markReversed',
];
/** How each command of the ledger's room begins. */
const COMMANDS = /^(read|preview|post|apply|void|reverse|ensureCustomer|publishMapping)/;
/** The ledger's own revenue recognition: its arrangements, elements, plans and schedules. */
const RECOGNITION = /revenue(Arrangement|Element|Plan|Schedule)|revRecSchedule|amortizationSchedule/i;

describe('R173 the ledger', () => {
  it('is asked for nothing but reading and posting: it recognises no revenue', () => {
    const connector = netSuiteConnector({} as never, {} as never);
    const asked = Object.entries(connector).filter(([, member]) => typeof member === 'function');
    expect(asked.map(([name]) => name).toSorted()).toEqual([...READING, ...POSTING].toSorted());
    const commands = [...erpCommands({ dataSource: { manager: null } } as never).keys()];
    expect(commands.filter((name) => !COMMANDS.test(name))).toEqual([]);
  });

  it('is never asked for its own schedules of revenue, in any of our files', () => {
    const files = filesOf('subgraphs/erp/**/*.ts');
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((file) => RECOGNITION.test(textOf(file)))).toEqual([]);
  });
});
