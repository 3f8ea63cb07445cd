import { EventStream } from '#gateway/live/event-stream.ts';

describe('a stream of events', () => {
  let left: number;
  let stream: EventStream<string>;

  beforeEach(() => {
    left = 0;
    stream = new EventStream(() => {
      left += 1;
    });
  });

  it('is left in the same tick, though its reader still waits for the next event', async () => {
    const waiting = stream.next();
    void stream.return();
    expect(left).toBe(1);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('gives events in order, whether read before or after they came', async () => {
    const first = stream.next();
    for (const event of ['a', 'b', 'c']) stream.push(event);
    expect([await first, await stream.next(), await stream.next()].map(({ value }) => value)).toEqual(['a', 'b', 'c']);
  });

  it('ends after what was buffered', async () => {
    stream.push('a');
    stream.end();
    stream.push('too late');
    expect([await stream.next(), await stream.next()]).toEqual([
      { done: false, value: 'a' },
      { done: true, value: undefined },
    ]);
    expect(left).toBe(1);
  });

  it('fails after what was buffered, once', async () => {
    stream.push('a');
    stream.fail(new Error('lost'));
    expect((await stream.next()).value).toBe('a');
    await expect(stream.next()).rejects.toThrow('lost');
    expect((await stream.next()).done).toBe(true);
  });

  it('fails whoever waits', async () => {
    const waiting = [stream.next(), stream.next()];
    stream.fail(new Error('lost'));
    expect(await Promise.allSettled(waiting)).toMatchObject([{ status: 'rejected' }, { value: { done: true } }]);
  });

  it('drops what is buffered when it is left, and is closed once', async () => {
    stream.push('a');
    await stream.return();
    await expect(stream.throw(new Error('x'))).rejects.toThrow('x');
    expect((await stream.next()).done).toBe(true);
    expect([left, stream.bufferedCount]).toEqual([1, 0]);
  });
});
