import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import type { AnswerForm } from './answer-form.ts';
import type { Conditions } from './conditions.ts';
import type { StockShape } from './stock-shape.ts';
import type { Joined } from './values.ts';

type Errors = readonly GraphQLFormattedError[];

/** What was joined, under the client's names. */
export interface JoinedAnswer {
  readonly data: Joined;
  readonly errors: Errors;
  /** The JSON of the data; null = the stock executor has to shape them. */
  readonly text: string | null;
}

export function joinedAnswer(
  opened: Pick<OpenSupergraph, 'made'>,
  form: AnswerForm,
  conditions: Conditions,
  { joined, errors }: { readonly joined: Joined; readonly errors: Errors },
): JoinedAnswer {
  const data = form.own?.restore(joined) ?? joined;
  const told = errors.length === 0 ? errors : errors.map((error) => toldAt(error, form, opened));
  return { data, errors: told, text: form.write(data, conditions) };
}

/** As the stock executor says it: data of which a value was refused is told alone, and gaps only where nothing else is. */
export async function shapedAnswer(
  shape: StockShape,
  form: AnswerForm,
  { data, errors, text }: JoinedAnswer,
  { variables, context }: { readonly variables: Readonly<Record<string, unknown>>; readonly context: RequestContext },
): Promise<Answer> {
  const shaped: Answer = text === null ? await shape(form, data, variables, context) : { data: JSON.parse(text) };
  return errors.length === 0 || shaped.errors !== undefined ? shaped : { errors, data: shaped.data };
}

/** An error with its place as the client calls it. */
function toldAt(
  error: GraphQLFormattedError,
  { own }: AnswerForm,
  { made }: Pick<OpenSupergraph, 'made'>,
): GraphQLFormattedError {
  if (error.path === undefined) return error;
  const place = own?.place(error.path) ?? error.path;
  return { ...error, path: place.map((step) => made.byName.get(String(step))?.name ?? step) };
}
