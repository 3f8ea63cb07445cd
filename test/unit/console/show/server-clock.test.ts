import { serverAheadMs } from '../../../../console/src/show/server-clock.ts';

const answeredAt = new Date('2026-11-21T12:00:00.000Z');

describe("The server's clock", () => {
  it('is what the system heard last says it is, however far the browser is off', () => {
    const systems = [
      { asOf: '2026-08-16T11:59:48.000Z', lagSeconds: 11 },
      { asOf: '2026-08-16T11:30:00.000Z', lagSeconds: 1_800 },
      { asOf: '2026-08-16T11:59:59.500Z', lagSeconds: 0 },
    ];
    expect(serverAheadMs(systems, answeredAt)).toBe(-97 * 86_400_000);
  });

  it("is the browser's while no system tells it", () => {
    expect(serverAheadMs([], answeredAt)).toBe(0);
    expect(serverAheadMs([{ asOf: 'soon', lagSeconds: 3 }], answeredAt)).toBe(0);
  });
});
