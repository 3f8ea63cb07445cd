import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

/** The folders that the boundaries run through. */
export const ROOMS = [
  'schema',
  'client',
  'subgraphs',
  'gateway',
  'console',
  'sandboxes',
  'local',
  'bench',
  'test',
] as const;

const options = await extractOptions(join(import.meta.dirname, '../../.dependency-cruiser.mjs'));

/** The names of the boundaries. */
export const RULES: readonly string[] = (options.ruleSet?.forbidden ?? []).map(({ name }) => name ?? '');

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Cruised {
  /** Of the sources, packages left out. */
  readonly moduleCount: number;
  readonly violations: readonly Violation[];
}

/** Follows every import below `rooms` of the tree at `root` and says which of them crosses a boundary. */
export async function cruiseTree(root: string, rooms: readonly string[]): Promise<Cruised> {
  const { output } = await cruise([...rooms], { ...options, baseDir: root }, options.enhancedResolveOptions ?? {});
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  return {
    moduleCount: output.modules.filter(({ source }) => !source.includes('node_modules/')).length,
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
