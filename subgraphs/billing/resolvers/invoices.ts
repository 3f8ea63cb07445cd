import { connectionOf, type PageArguments, pageBounds } from '#kit/mirror/paging.ts';
import { rows } from '#kit/persistence/query.ts';
import type { InvoiceFilter } from '#schema/generated/billing.ts';
import type { BillingContext } from './context.ts';

const FROM = `from billing.invoice x
  join billing.customer c on c.connection = x.connection and c.external_id = x.customer_external_id
  where coalesce(x.legal_entity, c.legal_entity) = any($1::text[])
    and ($2::text is null or x.number ilike $2) and ($3::text is null or c.id = $3)
    and ($4::text is null or x.contract_id = $4) and ($5::text is null or x.status = $5)`;

/** Invoices of the principal's entities, the latest first. */
export async function invoices(
  args: PageArguments & { readonly filter?: InvoiceFilter | null },
  { principal, loaders, em }: BillingContext,
) {
  const bounds = pageBounds(args);
  const { search, customerId, contractId, status } = args.filter ?? {};
  const pattern = search === null || search === undefined ? null : anywhere(search);
  const parameters = [principal.entities, pattern, customerId ?? null, contractId ?? null, status ?? null];
  const found = await rows<{ readonly id: string; readonly sort: string }>(
    em,
    `select x.id, x.issued_on::text as sort ${FROM}
       and ($6::text is null or (x.issued_on::text, x.id) < ($6::text, $7::text))
     order by x.issued_on desc, x.id desc limit $8`,
    [...parameters, bounds.after?.[0] ?? null, bounds.after?.[1] ?? null, bounds.limit],
  );
  const nodes = await loaders.invoiceById.loadMany(found.map(({ id }) => id));
  const shown = found.flatMap((position, index) => {
    const node = nodes[index];
    return node === null || node === undefined || node instanceof Error ? [] : [{ ...position, node }];
  });
  return connectionOf(
    shown,
    bounds,
    ({ sort, id }) => [sort, id],
    ({ node }) => node,
    async () => {
      const [counted] = await rows<{ readonly count: string }>(em, `select count(*) as count ${FROM}`, parameters);
      return Number(counted?.count ?? 0);
    },
  );
}

/** A text for `like`, found anywhere and taken by the letter. */
function anywhere(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
