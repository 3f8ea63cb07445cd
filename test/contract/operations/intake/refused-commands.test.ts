import { verifyAudit } from '#operations/audit/postgres-verify.ts';
import { type Room, startRoom } from './room.ts';

let room: Room;
beforeEach(async () => {
  room = await startRoom();
});
afterEach(() => room.close());

const refused = (principal: string, key: string | null) =>
  room.tell(
    'command.refused',
    1,
    {
      system: 'BILLING',
      command: 'issueCreditMemos',
      key,
      principal,
      roles: ['admin'],
      reason: 'Commands are for sagas only.',
    },
    {},
  );
const audited = () =>
  room.sql(
    `select actor, subject, correlation_id, before, after from operations.audit
     where action = 'command.refused' order by sequence`,
  );

describe('a command that was refused at a system’s door', () => {
  it('R056 is in the audit with who asked, for what and why it was refused, each time', async () => {
    await refused('mallory', 'op_1:credit');
    await refused('crm-connector', null);
    await room.settle();
    const subject = 'command:BILLING.issueCreditMemos';
    const reason = 'Commands are for sagas only.';
    expect(await audited()).toEqual([
      {
        actor: 'mallory',
        subject,
        correlation_id: 'corr_1',
        before: null,
        after: { key: 'op_1:credit', roles: ['admin'], reason },
      },
      {
        actor: 'crm-connector',
        subject,
        correlation_id: 'corr_2',
        before: null,
        after: { key: null, roles: ['admin'], reason },
      },
    ]);
    expect((await verifyAudit(room.dataSource)).firstBreak).toBeNull();
    expect(await room.started()).toEqual([]);
  });
});
