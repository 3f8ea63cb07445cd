import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruiseTree, ROOMS, RULES } from './cruise.ts';

/**
 * `node test/architecture/check-boundaries.ts`: prints every import that crosses a boundary. Exit codes: 0 none, 1 some,
 * or suspiciously few modules.
 */
const ROOT = join(import.meta.dirname, '../..');

// Without a TypeScript it accepts, dependency-cruiser skips every source and reports success over nothing.
const MODULE_COUNT_MIN = 400;

const { moduleCount, violations } = await cruiseTree(
  ROOT,
  ROOMS.filter((room) => existsSync(join(ROOT, room))),
);
for (const { rule, from, to } of violations) {
  console.error(`${rule}: ${from} -> ${to}`);
}
if (moduleCount < MODULE_COUNT_MIN)
  console.error(`Only ${moduleCount} modules were followed: at least ${MODULE_COUNT_MIN} are expected.`);
if (violations.length > 0 || moduleCount < MODULE_COUNT_MIN) process.exitCode = 1;
else console.log(`${moduleCount} modules, ${RULES.length} rules, no violation`);
