/** What a form-encoded body or query says, by its brackets: `a[b][0]=c` is `{a: {b: {'0': 'c'}}}`. */
export interface FormTree {
  readonly [name: string]: string | FormTree;
}

type Growing = Map<string, string | Growing>;

const DEPTH_MAX = 12;

/**
 * Reads the brackets of form-encoded text. An empty pair of brackets appends; lists stay objects with numbered names,
 * because only the endpoint knows whether `metadata[0]` is an entry of a map or of a list.
 * A name given twice keeps its last value.
 */
export function parseForm(text: string): FormTree {
  const root: Growing = new Map();
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll(']', '').split('[').slice(0, DEPTH_MAX);
    put(root, path, value);
  }
  return freeze(root);
}

function put(root: Growing, path: readonly string[], value: string): void {
  let at = root;
  for (const [index, part] of path.entries()) {
    const name = part === '' ? String(at.size) : part;
    if (index === path.length - 1) {
      at.set(name, value);
      return;
    }
    const known = at.get(name);
    const below: Growing = known instanceof Map ? known : new Map();
    at.set(name, below);
    at = below;
  }
}

function freeze(tree: Growing): FormTree {
  return Object.fromEntries([...tree].map(([name, value]) => [name, value instanceof Map ? freeze(value) : value]));
}

/** The same parameters in one order, whatever the order in which they were sent: what a reused key is compared by. */
export function fingerprint(method: string, path: string, ...forms: readonly string[]): string {
  const pairs = forms.flatMap((form) => [...new URLSearchParams(form)].map(([name, value]) => `${name}=${value}`));
  return JSON.stringify([method, path, ...pairs.sort()]);
}
