import { problemCode, userErrorCode } from '#client/codes.ts';
import { filesOf, textOf } from '#test/architecture/sources.ts';

const codesIn = (pattern: RegExp, ...paths: readonly string[]) => [
  ...new Set(filesOf(...paths).flatMap((file) => [...textOf(file).matchAll(pattern)].map(([, code]) => code ?? ''))),
];

describe('the codes that a client knows', () => {
  it('are all that requests are refused with', () => {
    const refused = codesIn(/\brefuse\(\s*'([A-Z_]+)'/g, 'subgraphs/operations/**/*.ts');
    expect(refused.length).toBeGreaterThan(8);
    expect(refused.filter((code) => userErrorCode(code) === 'OTHER')).toEqual([]);
  });

  it('are all that the door says aloud', () => {
    const said = /SAID_ALOUD[^[]*\[([^\]]*)\]/.exec(textOf('gateway/edge/answer-errors.ts'))?.[1] ?? '';
    const codes = [...said.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code ?? '');
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((code) => problemCode(code) === 'OTHER')).toEqual([]);
  });

  it('are of today: another is told as such', () => {
    expect([userErrorCode('constructor'), problemCode('')]).toEqual(['OTHER', 'OTHER']);
  });
});
