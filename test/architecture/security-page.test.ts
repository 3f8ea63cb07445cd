import { LIMITS_DEFAULTS } from '#gateway/config/limits.ts';
import { abuseClasses } from '#test/contract/gateway/abuse/classes.ts';
import { filesOf, has, textOf } from './sources.ts';

const PAGE = textOf('docs/security.md');

/** The rows of all tables: class, defence, limit, setting, test. */
const ROWS = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:Class|---) /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', , , settings = '', test = '']) => ({ name, settings, test }));

const flat = (text: string) => text.replaceAll('\\', '').replaceAll(/\s+/g, ' ');

describe('the page of security', () => {
  it.each(ROWS)('names a test for "$name" that exists', ({ test }) => {
    const [, file = '', title] = /^([\w./-]+\.test\.ts)(?:: "(.+)")?$/.exec(test) ?? [];
    expect(has(`test/${file}`)).toBe(true);
    const source = flat(textOf(`test/${file}`));
    for (const part of (title ?? '').split(/%\w/)) expect(source).toContain(part.trim());
  });

  it('has a row for every class of abuse that a gateway is attacked with', () => {
    const names = ROWS.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(abuseClasses(LIMITS_DEFAULTS.limits).map((each) => each.name)));
  });

  it('names only settings that there are', () => {
    const known = textOf('.env.example');
    const named = ROWS.flatMap(({ settings }) => [...settings.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name ?? ''));
    expect(named.filter((name) => !new RegExp(`^#?${name}=`, 'm').test(known))).toEqual([]);
  });

  it('names every setting of the door and of its limits', () => {
    const sources = filesOf('gateway/config/{door,limits,live}.ts').map(textOf).join('\n');
    const read = [...sources.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, name]) => name ?? '');
    expect(read.filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([]);
  });
});
