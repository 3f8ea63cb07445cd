import type { Room } from './room.ts';
import { story } from './stories.ts';

export type Change = Readonly<Record<string, unknown>>;
export type Telling = ReturnType<typeof tellingOf>;

/** What a story about one contract is told with; its number tells it from others. */
export function tellingOf(room: Room, number: number) {
  const seats = () => {
    const [line] = story(number).start.lines;
    if (line === undefined) throw new Error('The story has no line');
    return line;
  };
  return {
    seats,
    key: (step: string) => `op_${number}:${step}`,
    begin: async (change: Change = {}) => {
      const { start, startKey } = story(number);
      const started = await room.command('startSubscription', { ...start, ...change }, startKey);
      expect(started).toMatchObject({ ok: true });
      return started.value;
    },
    /** The year after the first one, as it is sold. */
    renewal: (change: Change = {}) => {
      const { customer: _customer, contractNumber: _number, paymentTermDays: _days, ...terms } = story(number).start;
      return { ...terms, startsOn: '2027-01-01', endsOn: '2027-12-31', version: 2, ...change };
    },
    acting: (change: Change = {}) => ({
      contractId: story(number).contractId,
      legalEntity: 'US',
      effectiveOn: '2026-08-16',
      version: 2,
      ...change,
    }),
    totals: async () => {
      await room.billing.settle();
      const { value } = await room.command('readContractBilling', { contractId: story(number).contractId });
      return value.invoices.map(({ invoice }: { invoice: { total: { minor: string } } }) => invoice.total.minor);
    },
    statusOf: async (externalId: string) => {
      const {
        status,
        cancel_at: cancelAt,
        pause_collection: pause,
      } = await room.vendor('GET', `/v1/subscriptions/${externalId}`);
      return { status, cancelAt, pause };
    },
  };
}
