import type { AccountEntry, BillingConnector, InvoicePreview } from '#billing/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { toMoneyWire } from '#schema/canonical/money.ts';
import type { CreditsDrawn } from '#schema/commands/billing.ts';
import { ok } from '#schema/errors/result.ts';
import { smallerOf } from './unused-credit.ts';

/** Who brought credit onto an account; null = nobody that has a document. */
interface Source {
  readonly kind: 'invoice' | 'creditMemo';
  readonly externalId: string;
}

/** A part of an account that one source brought. */
export interface DrawnPart {
  readonly source: Source | null;
  readonly minor: bigint;
}

/** What of the customer's balance settled the invoice, also when it was given back since. */
export async function creditsDrawnBy(connector: BillingConnector, invoice: InvoicePreview): Reply<CreditsDrawn> {
  const { externalId, customerExternalId, currency, creditDrawnMinor } = invoice;
  if (customerExternalId === null || creditDrawnMinor === 0n) return ok([]);
  const entries = await connector.accountEntries(customerExternalId);
  if (!entries.ok) return entries;
  const parts = drawnParts(ofCurrency(entries.value, currency), externalId);
  const { connection } = connector;
  return ok(
    parts.map(({ source, minor }) => ({
      documentId: source === null ? null : mintedId({ kind: source.kind, connection, externalId: source.externalId }),
      amount: toMoneyWire({ minor, currency }),
    })),
  );
}

/** The vendor keeps a balance a currency. */
export function ofCurrency(entries: readonly AccountEntry[], currency: string): readonly AccountEntry[] {
  return entries.filter((entry) => entry.currency === currency);
}

/**
 * Which credit an invoice drew, by the order of the account's entries, oldest first: the vendor keeps one balance, so the
 * oldest credit is used first, unless the entry names it. What an invoice gave back is its source's again.
 */
export function drawnParts(entries: readonly AccountEntry[], invoiceExternalId: string): readonly DrawnPart[] {
  const account = new Account();
  for (const entry of entries) account.enter(entry);
  return account.drawnBy(invoiceExternalId);
}

/** What the account still holds of what this credit memo or invoice had brought. */
export function creditLeft(entries: readonly AccountEntry[], externalId: string): bigint {
  const account = new Account();
  for (const entry of entries) account.enter(entry);
  return account.leftOf(externalId);
}

class Account {
  #credit: DrawnPart[] = [];
  /** What the customer owes beyond invoices: the next credit pays it first. */
  #debtMinor = 0n;
  readonly #drawn = new Map<string, readonly DrawnPart[]>();

  drawnBy(invoiceExternalId: string): readonly DrawnPart[] {
    return this.#drawn.get(invoiceExternalId) ?? [];
  }

  leftOf(externalId: string): bigint {
    const own = this.#credit.filter(({ source }) => source?.externalId === externalId);
    return own.reduce((sum, { minor }) => sum + minor, 0n);
  }

  enter(entry: AccountEntry): void {
    const { amountMinor, invoiceExternalId, isGivenBack } = entry;
    if (amountMinor < 0n) this.#takeOff(entry);
    else if (isGivenBack && invoiceExternalId !== null) this.#credit.unshift(...this.drawnBy(invoiceExternalId));
    else this.#bring(sourceOf(entry), amountMinor);
  }

  #bring(source: Source | null, amountMinor: bigint): void {
    const paid = smallerOf(this.#debtMinor, amountMinor);
    this.#debtMinor -= paid;
    if (amountMinor > paid) this.#credit.push({ source, minor: amountMinor - paid });
  }

  #takeOff({ amountMinor, invoiceExternalId, creditExternalId }: AccountEntry): void {
    const isNamed = ({ source }: DrawnPart) => source !== null && source.externalId === creditExternalId;
    const inTurn = [...this.#credit.filter(isNamed), ...this.#credit.filter((part) => !isNamed(part))];
    const taken: DrawnPart[] = [];
    let left = -amountMinor;
    for (const part of inTurn) {
      const minor = smallerOf(part.minor, left);
      if (minor > 0n) taken.push({ ...part, minor });
      this.#credit = this.#credit.flatMap((one) => {
        if (one !== part) return [one];
        return minor === part.minor ? [] : [{ ...part, minor: part.minor - minor }];
      });
      left -= minor;
    }
    if (invoiceExternalId === null) this.#debtMinor += left;
    else this.#drawn.set(invoiceExternalId, left === 0n ? taken : [...taken, { source: null, minor: left }]);
  }
}

function sourceOf({ creditMemoExternalId, invoiceExternalId }: AccountEntry): Source | null {
  if (creditMemoExternalId !== null) return { kind: 'creditMemo', externalId: creditMemoExternalId };
  return invoiceExternalId === null ? null : { kind: 'invoice', externalId: invoiceExternalId };
}
