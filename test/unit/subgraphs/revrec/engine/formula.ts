import {
  addRatios,
  multiplyRatios,
  parseRatio,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';

/**
 * What a formula of a derivation comes to, reckoned from its text alone: numbers, `+ - * /`, brackets and `round()`. `null`
 * where it says something in words.
 */
export function reckoned(formula: string): Ratio | null {
  if (!/^(?:round|[\d\s+*/().-])+$/.test(formula)) return null;
  const tokens = formula.match(/round|\d+(?:\.\d+)?|[+*/()-]/g) ?? [];
  let at = 0;
  const isNext = (token: string) => {
    if (tokens[at] !== token) return false;
    at += 1;
    return true;
  };

  function sum(): Ratio {
    let value = product();
    for (;;) {
      if (isNext('+')) value = addRatios(value, product());
      else if (isNext('-')) value = subtractRatios(value, product());
      else return value;
    }
  }

  function product(): Ratio {
    let value = factor();
    for (;;) {
      if (isNext('*')) value = multiplyRatios(value, factor());
      else if (isNext('/')) value = quotient(value, factor());
      else return value;
    }
  }

  function factor(): Ratio {
    if (isNext('-')) return subtractRatios(ratio(0n), factor());
    const isRounded = isNext('round');
    if (isNext('(')) {
      const value = sum();
      if (!isNext(')')) throw new Error(`a bracket stays open in ${formula}`);
      return isRounded ? ratio(roundHalfAway(value)) : value;
    }
    const number = parseRatio(tokens[at] ?? '');
    if (number === null) throw new Error(`no number at ${at} of ${formula}`);
    at += 1;
    return number;
  }

  const value = sum();
  if (at < tokens.length) throw new Error(`more than one value in ${formula}`);
  return value;
}

function quotient(a: Ratio, b: Ratio): Ratio {
  return ratio(a.n * b.d, a.d * b.n);
}
