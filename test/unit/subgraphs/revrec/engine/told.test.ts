import { readFileSync } from 'node:fs';
import { answers } from './told/answers.ts';
import { LEDGERS } from './told/ledgers.ts';
import { REFUSED } from './told/refused-ledgers.ts';
import { STORIES } from './told/stories.ts';
import { told, toldAnswers } from './told/telling.ts';
import { toldLedger, toldRefusals } from './told/telling-ledger.ts';

describe('every figure of a contract and its reason, word for word', () => {
  it.each(STORIES.map((story) => [story.name, story] as const))('of %s', (name, story) => {
    expect(told(story)).toBe(readFileSync(new URL(`./told/stories/${name}.txt`, import.meta.url), 'utf8'));
  });
});

describe('every entry of a ledger kept by documents, word for word', () => {
  it.each(LEDGERS.map((story) => [story.name, story] as const))('of %s', (name, story) => {
    expect(toldLedger(story)).toBe(readFileSync(new URL(`./told/ledgers/${name}.txt`, import.meta.url), 'utf8'));
  });
});

describe('what a ledger kept by documents refuses', () => {
  it('and why is as it was', () => {
    expect(toldRefusals(REFUSED)).toBe(readFileSync(new URL('./told/refused.txt', import.meta.url), 'utf8'));
  });
});

describe('every figure of a computation that stands by itself and its reason, word for word', () => {
  it('is as it was', () => {
    expect(toldAnswers(answers())).toBe(readFileSync(new URL('./told/answers.txt', import.meta.url), 'utf8'));
  });
});
