import { jsonRefusal } from '#gateway/edge/json-guard.ts';

describe('a JSON text', () => {
  it.each([
    ['{"a":{"a":1},"b":[{"a":1},{"a":2}]}'],
    ['{"a":"{[{[{[","b":"\\"{{{{{"}'],
    ['["a","a",{"b":"a:"},"__proto__"]'],
    ['{"a":"\\ud83d\\ude00"}'],
    ['{"a":"b":"c"'],
    ['{"a":1}}}]]'],
  ])('passes to its parser: %s', (text) => {
    expect(jsonRefusal(text, 4)).toBeNull();
  });

  it.each([
    ['deeper than allowed', '[[[[[1]]]]]', 'QUERY_LIMIT_EXCEEDED'],
    ['with a key twice', '{"a":1,"a":2}', 'BAD_REQUEST'],
    ['with a key twice, written otherwise', '{"a":1,"\\u0061":2}', 'BAD_REQUEST'],
    ['with a key twice around another object', '{"a":1,"b":{"a":1},"a":2}', 'BAD_REQUEST'],
    ['with a blank before a colon of a reserved key', '{"__proto__" \n :1}', 'BAD_REQUEST'],
    ['with NUL', '"\\u0000"', 'BAD_REQUEST'],
    ['with half a pair', '["\\udc00"]', 'BAD_REQUEST'],
  ])('is refused %s', (_name, text, code) => {
    expect(jsonRefusal(text, 4)?.code).toBe(code);
  });
});
