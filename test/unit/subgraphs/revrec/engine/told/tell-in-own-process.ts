import { mkdirSync, writeFileSync } from 'node:fs';
import { answers } from './answers.ts';
import { STORIES } from './stories.ts';
import { told, toldAnswers } from './telling.ts';

// Writes the stories anew where a figure or its reason is meant to change: `node` this file, then read the difference.
const folder = new URL('./stories/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const story of STORIES) writeFileSync(new URL(`${story.name}.txt`, folder), told(story));
writeFileSync(new URL('./answers.txt', import.meta.url), toldAnswers(answers()));
