import { readFileSync } from 'node:fs';
import { STORIES } from './told/stories.ts';
import { told } from './told/telling.ts';

describe('every figure of a contract and its reason, word for word', () => {
  it.each(STORIES.map((story) => [story.name, story] as const))('of %s', (name, story) => {
    expect(told(story)).toBe(readFileSync(new URL(`./told/stories/${name}.txt`, import.meta.url), 'utf8'));
  });
});
