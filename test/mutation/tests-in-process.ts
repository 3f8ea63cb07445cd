/** What a test file declares. Its globals are set while it is read and called again for each broken engine. */
export interface DeclaredTest {
  readonly name: string;
  readonly run: () => unknown;
}

type Body = (...row: readonly unknown[]) => unknown;

/**
 * `describe` and `it` of our tests, as far as the engine's use them, without a runner around: what is declared is kept
 * and can be run as often as wanted in a warm process. A name may fill in its row with `%s` and the like.
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
    return {
      describe: (name: string, body: () => void) => this.#under(name, body),
      it: Object.assign((name: string, body: Body) => this.#declare(name, body), {
        each: (table: readonly unknown[]) => (name: string, body: Body) => {
          for (const [index, row] of table.entries()) {
            this.#declare(`${name} [${index}]`, () => body(...(Array.isArray(row) ? row : [row])));
          }
        },
      }),
    };
  }

  #under(name: string, body: () => void): void {
    const outer = this.#path;
    this.#path = [...outer, name];
    body();
    this.#path = outer;
  }

  #declare(name: string, body: Body): void {
    this.#tests.push({ name: [...this.#path, name].join(' '), run: () => body() });
  }
}
