import { seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations({ poolSize: 1 });
});
afterAll(() => operations.close());

describe('a worker that has one connection for its sagas', () => {
  it('does them all: nothing inside a transaction waits for a second connection, and nobody takes it for dead', async () => {
    const sent = [];
    for (let number = 0; number < 4; number += 1) {
      sent.push(await operations.send('amendContract', seatsTo(600 + number, 1 + number, `narrow ${number}`)));
    }
    for (const { operation } of sent) {
      expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED', finalization: 'DONE' });
    }
    const taken = await operations.sql('select from dbos.workflow_status where recovery_attempts > 1');
    expect(taken).toEqual([]);
  }, 60_000);
});
