/** A filter of exceptions as a person writes it, or the sentence that says what is wrong with it. */
export type ReadFilter = { readonly filter: Readonly<Record<string, string | boolean>> } | { readonly wrong: string };

const TEXTS: ReadonlySet<string> = new Set(['cause', 'status', 'ownerTeam', 'customerId', 'operationId']);

/** Members of the graph's `ExceptionFilter`, as `cause=CLOSED_PERIOD,overdue=true`; all of them have to hold. */
export function readExceptionFilter(expression: string): ReadFilter {
  const filter: Record<string, string | boolean> = {};
  for (const member of expression.split(',')) {
    const [name = '', value = '', ...more] = member.split('=').map((part) => part.trim());
    if (value === '' || more.length > 0) return { wrong: `"${member}" is not of the form name=value.` };
    if (name in filter) return { wrong: `${name} is named twice.` };
    if (name === 'overdue') {
      if (value !== 'true' && value !== 'false') return { wrong: 'overdue is true or false.' };
      filter[name] = value === 'true';
    } else if (TEXTS.has(name)) filter[name] = value;
    else return { wrong: `There is no ${name}: known are overdue, ${[...TEXTS].join(', ')}.` };
  }
  return { filter };
}
