import { type DocumentNode, Kind, visit } from 'graphql';
import type { DocumentLimits } from './document-limits.ts';
import type { ReadDocument } from './limits.ts';
import { overLimit, type Refusal } from './refusal.ts';

type ValueLimits = Pick<DocumentLimits, 'listItemsMax' | 'pageSizeMax'>;

/** What each field that is read by pages calls the size of a page. */
const PAGE_SIZES: ReadonlySet<string> = new Set(['first', 'last']);

/** What a document says itself about sizes, found once. */
interface WrittenSizes {
  readonly longestList: number;
  readonly pages: readonly number[];
  /** Variables that are the size of a page. */
  readonly pageVariables: readonly string[];
}

const known = new WeakMap<DocumentNode, WrittenSizes>();

/** The lists and pages that a request asks for, written in its document or given as variables. */
export function valuesRefusal(
  { document }: Pick<ReadDocument, 'document'>,
  variables: Readonly<Record<string, unknown>>,
  limits: ValueLimits,
): Refusal | null {
  const written = known.get(document) ?? writtenSizes(document);
  known.set(document, written);
  const pages = [...written.pages, ...written.pageVariables.flatMap((name) => numberOf(variables, name))];
  const wrongPage = pages.find((size) => size < 1 || size > limits.pageSizeMax);
  if (wrongPage !== undefined && Number.isFinite(limits.pageSizeMax)) {
    const message = `A page has from 1 to ${limits.pageSizeMax} entries; this request asks for ${wrongPage}.`;
    return { code: 'BAD_USER_INPUT', message };
  }
  const longest = Math.max(written.longestList, longestList(variables));
  return longest > limits.listItemsMax ? overLimit('entries in one list', limits.listItemsMax, longest) : null;
}

function writtenSizes(document: DocumentNode): WrittenSizes {
  const pages: number[] = [];
  const pageVariables: string[] = [];
  const defaults = new Map<string, number>();
  let longest = 0;
  visit(document, {
    [Kind.ARGUMENT]: ({ name, value }) => {
      if (!PAGE_SIZES.has(name.value)) return;
      if (value.kind === Kind.INT) pages.push(Number(value.value));
      if (value.kind === Kind.VARIABLE) pageVariables.push(value.name.value);
    },
    [Kind.VARIABLE_DEFINITION]: ({ variable, defaultValue }) => {
      if (defaultValue?.kind === Kind.INT) defaults.set(variable.name.value, Number(defaultValue.value));
    },
    [Kind.LIST]: ({ values }) => {
      longest = Math.max(longest, values.length);
    },
  });
  // A default is what a page has when the variable is left out.
  const byDefault = pageVariables.flatMap((name) => defaults.get(name) ?? []);
  return { longestList: longest, pages: [...pages, ...byDefault], pageVariables };
}

function numberOf(variables: Readonly<Record<string, unknown>>, name: string): readonly number[] {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  return typeof value === 'number' ? [value] : [];
}

/** Without recursion: how deep the values are is for another limit to say. */
function longestList(variables: Readonly<Record<string, unknown>>): number {
  let longest = 0;
  const rest: unknown[] = Object.values(variables);
  for (let value = rest.pop(); value !== undefined || rest.length > 0; value = rest.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) longest = Math.max(longest, value.length);
    for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) rest.push(inner);
  }
  return longest;
}
