import { readFileSync } from 'node:fs';
import { answers } from './told/answers.ts';
import { STORIES } from './told/stories.ts';
import { told, toldAnswers } from './told/telling.ts';

describe('every figure of a contract and its reason, word for word', () => {
  it.each(STORIES.map((story) => [story.name, story] as const))('of %s', (name, story) => {
    expect(told(story)).toBe(readFileSync(new URL(`./told/stories/${name}.txt`, import.meta.url), 'utf8'));
  });
});

describe('every figure of a computation that stands by itself and its reason, word for word', () => {
  it('is as it was', () => {
    expect(toldAnswers(answers())).toBe(readFileSync(new URL('./told/answers.txt', import.meta.url), 'utf8'));
  });
});
