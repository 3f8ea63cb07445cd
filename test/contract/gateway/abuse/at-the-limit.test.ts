import { LIMITS_DEFAULTS } from '#gateway/config/limits.ts';
import type { DocumentLimits } from '#gateway/edge/document-limits.ts';
import { times } from './classes.ts';
import { ask, followOnce, type Outcome, openRange, post, type Range, type Target } from './target.ts';

/** Selections of a customer in a whole document, and what the rest of that document has already. */
interface Frame {
  readonly before: string;
  readonly after: string;
  readonly tokens: number;
  readonly selections: number;
  readonly depth: number;
  readonly brackets: number;
}

const QUERY: Frame = {
  before: '{ customer(id: "c1") {',
  after: '} }',
  tokens: 10,
  selections: 1,
  depth: 1,
  brackets: 2,
};
const SUBSCRIPTION: Frame = {
  before: 'subscription { news { customer {',
  after: '} } }',
  tokens: 9,
  selections: 2,
  depth: 2,
  brackets: 3,
};

const framed = ({ before, after }: Frame, selections: string, rest = '') => `${before} ${selections} ${after} ${rest}`;
const nested = (open: string, levels: number) => `${open.repeat(levels)} name ${'}'.repeat(levels)}`;

/** A valid document that has exactly `count` of what the limit bounds, and less than the limit of everything else. */
const documents: readonly (readonly [keyof DocumentLimits, (count: number, frame: Frame) => string])[] = [
  [
    'queryBytesMax',
    (count, frame) => {
      const bare = framed(frame, 'name #\n');
      return bare.replace('#', `#${'x'.repeat(count - bare.length)}`);
    },
  ],
  [
    'tokensMax',
    (count, frame) => {
      const left = count - frame.tokens;
      return framed(frame, `${times(Math.floor(left / 6), () => '... on Customer { id }')} ${'id '.repeat(left % 6)}`);
    },
  ],
  ['nestingMax', (count, frame) => framed(frame, nested('... { ', count - frame.brackets))],
  ['depthMax', (count, frame) => framed(frame, nested('parent { ', count - frame.depth - 1))],
  [
    'selectionsMax',
    (count, frame) =>
      framed(
        frame,
        times(count - frame.selections, () => 'name'),
      ),
  ],
  [
    'aliasesMax',
    (count, frame) =>
      framed(
        frame,
        times(count, (n) => `a${n}: name`),
      ),
  ],
  [
    'directivesMax',
    (count, frame) =>
      framed(
        frame,
        times(count, () => 'name @include(if: true)'),
      ),
  ],
  [
    'fragmentsMax',
    (count, frame) =>
      framed(
        frame,
        times(count, (n) => `...f${n}`),
        times(count, (n) => `fragment f${n} on Customer { id }`),
      ),
  ],
  ['listItemsMax', (count, frame) => framed(frame, `tagged(any: [${times(count, () => '"a"')}])`)],
  ['pageSizeMax', (count, frame) => framed(frame, `tagged(first: ${count})`)],
];

const transports: readonly (readonly [string, Frame, (target: Target, text: string) => Promise<Outcome>])[] = [
  ['by POST', QUERY, (target, text) => ask(target, text)],
  ['on a socket', SUBSCRIPTION, (target, text) => followOnce(target, text)],
];

describe.each(transports)('a document %s', (_transport, frame, send) => {
  let range: Range;

  beforeAll(async () => {
    range = await openRange();
  });
  afterAll(() => range.close());

  it.each(documents)('may have as much as %s says and not one more', async (limit, documentOf) => {
    const most = LIMITS_DEFAULTS.limits[limit];
    expect(await send(range.target, documentOf(most, frame))).toMatchObject({ accepted: true });
    const before = range.target.executed();
    const over = await send(range.target, documentOf(most + 1, frame));
    expect(over).toMatchObject({ accepted: false, errorsCount: 1 });
    expect(over.text).toContain(` ${most} `);
    expect(range.target.executed()).toBe(before);
  });

  it('may have as many variables as the limit says and not one more', async () => {
    const most = LIMITS_DEFAULTS.limits.variablesMax;
    const withVariables = (count: number) => {
      const text = framed(frame, `tagged(any: [${times(count, (n) => `$v${n}`)}])`);
      const defined = `(${times(count, (n) => `$v${n}: String! = "a"`)})`;
      return text.startsWith('{')
        ? `query ${defined} ${text}`
        : text.replace('subscription', `subscription ${defined}`);
    };
    expect(await send(range.target, withVariables(most))).toMatchObject({ accepted: true });
    expect((await send(range.target, withVariables(most + 1))).codes).toEqual(['QUERY_LIMIT_EXCEEDED']);
  });
});

describe('a request by POST', () => {
  let range: Range;

  beforeAll(async () => {
    range = await openRange();
  });
  afterAll(() => range.close());

  const most = LIMITS_DEFAULTS;

  it('may have as many root fields as the limit says and not one more', async () => {
    const roots = (count: number) => `{ ${times(count, (n) => `a${n}: customers { name }`)} }`;
    expect((await ask(range.target, roots(most.limits.rootFieldsMax))).accepted).toBe(true);
    expect((await ask(range.target, roots(most.limits.rootFieldsMax + 1))).codes).toEqual(['QUERY_LIMIT_EXCEEDED']);
  });

  it('may have as many bytes as the limit says and not one more', async () => {
    const bare = '{"query":"{ customers { name } }"}';
    const ofBytes = (count: number) => bare.replace('}"}', `}"${' '.repeat(count - bare.length)}}`);
    expect((await post(range.target, ofBytes(most.graphqlBodyBytesMax))).accepted).toBe(true);
    expect((await post(range.target, ofBytes(most.graphqlBodyBytesMax + 1))).status).toBe(413);
  });

  it('may be nested as deep in JSON as the limit says and not one level more', async () => {
    const ofDepth = (depth: number) =>
      `{"query":"{ customers { name } }","extensions":{"a":${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}}}`;
    expect((await post(range.target, ofDepth(most.jsonNestingMax))).accepted).toBe(true);
    expect((await post(range.target, ofDepth(most.jsonNestingMax + 1))).codes).toEqual(['QUERY_LIMIT_EXCEEDED']);
  });

  it('may ask as often as the limits say and not once more, and is told when it may again', async () => {
    const target = await range.startTarget({ requestsPerPrincipalMax: 2 });
    const answers = [];
    for (let count = 0; count < 3; count += 1) answers.push(await ask(target, '{ customers { name } }'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.text).toMatch(/\["retry-after","([1-9]|[1-5]\d|60)"\]/);
    await target.gateway.close();
  });
});
