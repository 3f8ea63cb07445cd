import type { Flag } from './flags.ts';
import type { Report } from './report.ts';

/** What a run of a benchmark was told. */
export interface BenchmarkSettings {
  /** The value of one of its flags. */
  readonly number: (flag: string) => number;
  /** What was chosen of the words of one of its flags. */
  readonly words: (flag: string) => readonly string[];
  /** Folder for CPU profiles of the processes that are measured; null = none are made. */
  readonly profileDir: string | null;
  /** Says what is being done, for somebody who waits. */
  readonly say: (line: string) => void;
}

export interface Benchmark {
  readonly name: string;
  /** One line for the list. */
  readonly title: string;
  readonly flags: readonly Flag[];
  /** What this machine lacks for such a run, and how to get it, in a sentence; null = nothing. */
  missing?(settings: BenchmarkSettings): Promise<string | null>;
  run(settings: BenchmarkSettings): Promise<Report>;
}
