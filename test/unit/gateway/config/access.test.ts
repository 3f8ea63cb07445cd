import { readAccess } from '#gateway/config/access.ts';
import { EnvironmentReader } from '#gateway/config/environment.ts';

function read(environment: Record<string, string>) {
  const reader = new EnvironmentReader(environment);
  return { ...readAccess(reader), faults: reader.faults };
}

describe('who may ask', () => {
  it('is whoever has a token, by the table, when nothing is said', () => {
    expect(read({})).toEqual({ auth: 'on', policyBy: 'table', variants: true, faults: [] });
  });

  it('is everybody with AUTH=off, and then no table holds', () => {
    expect(read({ AUTH: 'off' })).toEqual({ auth: 'off', policyBy: 'none', variants: true, faults: [] });
  });

  it('is never everybody in production', () => {
    expect(read({ AUTH: 'off', NODE_ENV: 'production' }).faults).toHaveLength(1);
  });

  it.each([
    [{ AUTH: 'OFF' }, 'AUTH takes one of on, off.'],
    [{ POLICY: 'no' }, 'POLICY takes one of table, none.'],
    [{ VARIANTS: 'some' }, 'VARIANTS takes one of on, off.'],
  ])('is not guessed from %j', (environment, fault) => {
    expect(read(environment)).toEqual({ auth: 'on', policyBy: 'table', variants: true, faults: [fault] });
  });
});
