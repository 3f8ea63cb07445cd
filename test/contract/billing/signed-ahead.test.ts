import { openRoom, type Room } from './room.ts';
import { effectsSince, lastEffect, story, strike } from './stories.ts';
import { type Telling, tellingOf } from './telling.ts';

const usd = (minor: number) => ({ minor: String(minor), currency: 'USD' });

describe('a contract whose next term is signed ahead', () => {
  let room: Room;
  let number = 700;
  let telling: Telling;

  // Each story lets time pass, and a poll does not look behind what it has read.
  beforeEach(async () => {
    room = await openRoom();
    number += 1;
    telling = tellingOf(room, number);
  });

  afterEach(() => room.close());

  it('is cancelled once, though the answer was lost', async () => {
    const begun = await telling.begin();
    const { contractId } = story(number);
    const renewal = telling.renewal();
    expect(await room.command('renewSubscription', renewal, telling.key('renew'))).toMatchObject({ ok: true });
    const cancel = { contractId, legalEntity: 'US', effectiveOn: '2026-08-16', version: 3, refund: 'PRORATED' };
    strike(room, `DELETE /v1/subscriptions/${begun.externalId}`, 'timeout-after');
    expect(await room.command('cancelSubscription', cancel, telling.key('cancel'))).toMatchObject({ ok: false });
    // The mirror hears of the end: what bills the contract from now on is the next term, and not what the command is about.
    await room.billing.settle();
    const again = await room.command('cancelSubscription', cancel, telling.key('cancel'));
    expect(again).toMatchObject({ ok: true, value: { externalId: begun.externalId } });
    expect((await room.command('cancelSubscription', cancel, telling.key('cancel'), true)).value).toEqual(again.value);
    const ended = await room.command('endPlannedTerms', { contractId, legalEntity: 'US' }, telling.key('ahead'));
    expect(ended).toMatchObject({ ok: true, value: { externalIds: [expect.stringContaining('sub_sched_')] } });
    const resent = await room.command('endPlannedTerms', { contractId, legalEntity: 'US' }, telling.key('ahead-again'));
    expect(resent).toMatchObject({ ok: true, value: { externalIds: [] } });
    room.setDay('2027-01-02T00:00:00Z');
    expect(await telling.totals()).toEqual(['60000000']);
  });

  it('is amended in both terms, each at its own price, and back', async () => {
    await telling.begin();
    const { contractId } = story(number);
    const next = { ...telling.seats(), unitPrice: '1300', quantity: '600' };
    const renewal = telling.renewal({ lines: [next] });
    const renewed = await room.command('renewSubscription', renewal, telling.key('renew'));
    const planId = renewed.value.externalId;
    const planned = async () => {
      const { phases, metadata } = await room.vendor('GET', `/v1/subscription_schedules/${planId}`);
      return { quantity: phases[0].items[0].quantity, phases: phases.length, metadata };
    };
    const signed = await planned();
    const { amend, amendKey } = story(number);
    const both = {
      ...amend,
      version: 3,
      lines: [
        { ...telling.seats(), quantity: '800', endsOn: '2026-12-31' },
        { ...next, quantity: '900', startsOn: '2027-01-01', endsOn: '2027-12-31' },
      ],
    };
    const preview = await room.command('previewAmendment', both);
    expect(preview.value.total).toEqual(usd(136_109_58));
    strike(room, `POST /v1/subscription_schedules/${planId}`, 'timeout-after');
    expect(await room.command('amendSubscription', both, amendKey)).toMatchObject({ ok: false });
    const amended = await room.command('amendSubscription', both, amendKey);
    expect(amended.value.invoice.total).toEqual(usd(136_109_58));
    expect((await room.command('amendSubscription', both, amendKey, true)).value).toEqual(amended.value);
    expect(await planned()).toMatchObject({ quantity: 900, phases: 1 });

    const undo = { contractId, amendKey };
    expect(await room.command('restoreSubscription', undo, `${amendKey}:undo`)).toMatchObject({ ok: true });
    expect(await planned()).toEqual(signed);

    const again = await room.command('amendSubscription', both, telling.key('again'));
    expect(again).toMatchObject({ ok: true });
    room.setDay('2027-01-02T00:00:00Z');
    expect((await telling.totals()).at(-1)).toBe(String(900 * 1_300_00));
  });

  it.each([
    ['ends within the running term', { endsOn: '2026-11-30' }, { code: 'TERM_INVALID' }],
    ['leaves the next term nothing', { lines: [] }, { capability: 'nothing-recurring' }],
  ])('refuses an amendment that %s, and changes nothing', async (_what, change, error) => {
    await telling.begin();
    const renewal = telling.renewal();
    await room.command('renewSubscription', renewal, telling.key('renew'));
    const { amend, amendKey } = story(number);
    const before = lastEffect(room);
    const refused = await room.command('amendSubscription', { ...amend, version: 3, ...change }, amendKey);
    expect(refused).toMatchObject({ ok: false, error });
    const preview = await room.command('previewAmendment', { ...amend, version: 3, ...change });
    expect(preview).toMatchObject({ ok: false, error });
    expect(effectsSince(room, before)).toEqual({});
  });
});
