/** What a test file declares. Its globals are set while it is read and called again for each broken engine. */
export interface DeclaredTest {
  readonly name: string;
  readonly run: () => unknown;
}

type Body = (...row: readonly unknown[]) => unknown;

/**
 * `describe` and `it` of our tests, as far as the engine's use them, without a runner around: what is declared is kept
 * and can be run as often as wanted in a warm process.
 */
export class Declarations {
  #tests: DeclaredTest[] = [];
  #path: readonly string[] = [];

  /** What was declared since the last call. */
  taken(): readonly DeclaredTest[] {
    const tests = this.#tests;
    this.#tests = [];
    return tests;
  }

  globals(): object {
    const describe = (name: string, body: Body) => this.#under(name, () => body());
    const it = (name: string, body: Body) => this.#declare(name, () => body());
    return {
      describe: Object.assign(describe, { each: eachOf((name, run) => this.#under(name, run)) }),
      it: Object.assign(it, { each: eachOf((name, run) => this.#declare(name, run)) }),
    };
  }

  #under(name: string, body: () => unknown): void {
    const outer = this.#path;
    this.#path = [...outer, name];
    body();
    this.#path = outer;
  }

  #declare(name: string, run: () => unknown): void {
    this.#tests.push({ name: [...this.#path, name].join(' '), run });
  }
}

/** One for each row of a table; the row's number makes the name its own. */
function eachOf(declare: (name: string, run: () => unknown) => void) {
  return (table: readonly unknown[]) => (name: string, body: Body) => {
    for (const [index, row] of table.entries()) {
      declare(`${name} [${index}]`, () => body(...(Array.isArray(row) ? row : [row])));
    }
  };
}
