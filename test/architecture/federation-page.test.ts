import { FALLBACK_REASONS } from '#gateway/execution/fallback-reasons.ts';
import { textOf } from './sources.ts';

const PAGE = textOf('docs/federation.md');

function rowsUnder(heading: string): readonly string[] {
  const [, section = ''] = PAGE.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? '');
}

describe('the page of federation', () => {
  it('has each reason for which the stock executor answers, and no other', () => {
    expect(rowsUnder('What the stock executor answers').toSorted()).toEqual([...FALLBACK_REASONS].toSorted());
  });

  it('names only settings that there are', () => {
    const known = textOf('.env.example');
    const named = [...PAGE.matchAll(/`([A-Z]+(?:_[A-Z]+)*)(?:=[^`]*)?`/g)].map(([, name]) => name ?? '');
    const settings = named.filter((name) => name !== 'NODE_ENV');
    expect(settings.filter((name) => !new RegExp(`^#?${name}=`, 'm').test(known))).toEqual([]);
  });
});
