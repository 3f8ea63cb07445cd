import { mkdirSync, writeFileSync } from 'node:fs';
import { STORIES } from './stories.ts';
import { told } from './telling.ts';

// Writes the stories anew where a figure or its reason is meant to change: `node` this file, then read the difference.
const folder = new URL('./stories/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const story of STORIES) writeFileSync(new URL(`${story.name}.txt`, folder), told(story));
