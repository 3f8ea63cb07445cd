import { missingWrk, wrkFigures } from '#bench/gateway/wrk.ts';

const LINE =
  '{"requests":600,"durationUs":3000000,"bytes":1200000,"p50Us":5150,"p99Us":20400,"connect":1,"read":2,"write":3,"status":7,"timeout":4}';
const PRINTED = `Running 3s test @ http://127.0.0.1:4000/graphql\n  600 requests in 3.00s, 1.14MB read\nRequests/sec:    200.00\n${LINE}\n`;

describe('what wrk printed', () => {
  it('is read as rate, times in ms, size, refusals and losses', () => {
    expect(wrkFigures(PRINTED)).toEqual({
      requests: 600,
      perSecond: 200,
      p50Ms: 5.15,
      p99Ms: 20.4,
      bytesPerRequest: 2_000,
      refused: 7,
      lost: 10,
    });
  });

  it.each([
    ['nothing', ''],
    ['its own words only', 'Requests/sec: 200'],
    ['figures that are not whole', '{"requests":600}'],
  ])('is refused when it is %s', (_case, printed) => {
    expect(() => wrkFigures(printed)).toThrow();
  });
});

describe('a machine without wrk', () => {
  it('is told how to get it', () => {
    expect(missingWrk('/nowhere:/neither-here')).toContain('apt-get install wrk');
  });
});
