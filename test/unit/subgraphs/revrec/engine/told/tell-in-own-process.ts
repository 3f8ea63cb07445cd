import { mkdirSync, writeFileSync } from 'node:fs';
import { answers } from './answers.ts';
import { LEDGERS } from './ledgers.ts';
import { REFUSED } from './refused-ledgers.ts';
import { STORIES } from './stories.ts';
import { told, toldAnswers } from './telling.ts';
import { toldLedger, toldRefusals } from './telling-ledger.ts';

// Writes the stories anew where a figure or its reason is meant to change: `node` this file, then read the difference.
const [folder, ledgers] = [new URL('./stories/', import.meta.url), new URL('./ledgers/', import.meta.url)];
for (const each of [folder, ledgers]) mkdirSync(each, { recursive: true });
for (const story of STORIES) writeFileSync(new URL(`${story.name}.txt`, folder), told(story));
for (const story of LEDGERS) writeFileSync(new URL(`${story.name}.txt`, ledgers), toldLedger(story));
writeFileSync(new URL('./refused.txt', import.meta.url), toldRefusals(REFUSED));
writeFileSync(new URL('./answers.txt', import.meta.url), toldAnswers(answers()));
