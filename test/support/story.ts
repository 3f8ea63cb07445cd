import type { Scenario } from '#local/scenarios/scenario.ts';
import type { TestProduct } from './product.ts';

/**
 * Tells a story and gives the figures that came out wrong. A story that checks fewer than `atLeast` figures, or fewer than
 * `agreed` between the systems, was not told to its end.
 */
export async function wrongFiguresOf(
  world: TestProduct,
  story: Scenario,
  { atLeast = 16, agreed = 0 }: { readonly atLeast?: number; readonly agreed?: number } = {},
) {
  const stage = await world.stage();
  await story.play(stage);
  const { figures } = stage.check;
  expect(figures.length).toBeGreaterThanOrEqual(atLeast);
  expect(figures.filter(({ name }) => name.startsWith('agreement: ')).length).toBeGreaterThanOrEqual(agreed);
  return figures.filter(({ got, expected }) => got !== expected);
}
