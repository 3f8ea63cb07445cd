import { statFrom, treeOf } from '#bench/support/process-cpu.ts';

describe('the figures of a process', () => {
  it('are read whatever its name holds', () => {
    const text = '42 (a (b) c) S 7 42 42 0 -1 4194304 900 0 0 0 150 50 30 20 20 0 11 0 5000 700000000 2000 1844674407';
    expect(statFrom(42, text)).toEqual({ pid: 42, parent: 7, cpuMs: 2_500, residentBytes: 8_192_000 });
  });

  it('are those of its children and of theirs too, and of nobody else', () => {
    const stat = (pid: number, parent: number) => ({ pid, parent, cpuMs: 10, residentBytes: 1 });
    const stats = [stat(1, 0), stat(2, 1), stat(3, 2), stat(4, 3), stat(5, 1)];
    expect(treeOf(2, stats).map(({ pid }) => pid)).toEqual([2, 3, 4]);
  });
});
