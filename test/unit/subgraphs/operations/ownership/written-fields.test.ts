import { mayOverwrite, ruleOf } from '#operations/ownership/register.ts';
import { WRITTEN_FIELDS, type WrittenField } from '#operations/ownership/written-fields.ts';
import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import { type InvoiceProfile, PROFILES } from '#operations/policies/policy.ts';
import { filesOf, textOf } from '#test/architecture/sources.ts';

const SYSTEMS = ['CRM', 'BILLING', 'ERP', 'REVREC'];
const CHANGES_NOTHING = /^(read|preview|require|due|assess)/;

/** Every command that some saga sends or some system takes, as `SYSTEM.command`. */
function commandsInTheSources(): readonly string[] {
  const sent = filesOf('subgraphs/operations/sagas/*.ts')
    .flatMap((file) => [...textOf(file).matchAll(/system: '([A-Z]+)',\s*name: '([a-zA-Z]+)'/g)])
    .map(([, system, name]) => `${system}.${name}`);
  const taken = SYSTEMS.flatMap((system) =>
    [...textOf(`subgraphs/${system.toLowerCase()}/commands/commands.ts`).matchAll(/\['([a-zA-Z]+)',/g)].map(
      ([, name]) => `${system}.${name}`,
    ),
  );
  return [...new Set([...sent, ...taken])]
    .filter((command) => SYSTEMS.includes(command.split('.')[0] ?? ''))
    .filter((command) => !CHANGES_NOTHING.test(command.split('.')[1] ?? ''))
    .sort();
}

/** Why this system may not write the field where invoices are issued so; null when it may. */
function fault(system: string, { entity, field, under }: WrittenField, issuer: InvoiceProfile): string | null {
  if (under !== undefined && under !== issuer) return null;
  const policy = { ...DEFAULT_POLICIES.ownership, invoiceIssuers: [{ legalEntity: '*', issuer }] };
  const rule = ruleOf(policy, { entity, field, legalEntity: 'US' });
  if (rule === null) return `${entity}.${field} is in no rule (${issuer})`;
  return mayOverwrite(rule, system) ? null : `${entity}.${field} belongs to ${rule.owner}`;
}

function faults(command: string, written: readonly WrittenField[]): readonly string[] {
  const [system = ''] = command.split('.');
  return PROFILES.flatMap((issuer) => written.map((one) => fault(system, one, issuer))).filter((one) => one !== null);
}

describe('the commands of the systems', () => {
  it('all say what they write', () => {
    const commands = commandsInTheSources();
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter((command) => !WRITTEN_FIELDS.has(command))).toEqual([]);
  });

  it.each([...WRITTEN_FIELDS])('%s writes only what its system owns', (command, written) => {
    expect(written).not.toEqual([]);
    expect(faults(command, written)).toEqual([]);
  });

  it('would be found writing what another system owns', () => {
    expect(faults('ERP.postInvoice', [{ entity: 'subscription', field: 'items' }])).toHaveLength(2);
    expect(faults('ERP.postInvoice', [{ entity: 'invoice', field: 'number' }])).toEqual([
      'invoice.number belongs to BILLING',
    ]);
    expect(faults('BILLING.amendSubscription', [{ entity: 'revenue', field: 'schedule' }])).toHaveLength(2);
    expect(faults('CRM.reportStatus', [{ entity: 'contract', field: 'weather' }])).toHaveLength(2);
  });

  it('leave subscriptions to billing: the ledger writes none', () => {
    const writers = [...WRITTEN_FIELDS]
      .filter(([, written]) => written.some(({ entity }) => entity === 'subscription'))
      .map(([command]) => command.split('.')[0]);
    expect([...new Set(writers)]).toEqual(['BILLING']);
  });
});
