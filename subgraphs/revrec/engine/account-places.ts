import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import type { JournalAccount } from './posting-target.ts';

/**
 * Gives each account of a contract one place, so that what moves it is summed by number. A place is found by the
 * obligation or contract first: no text is made of every line that was ever posted.
 */
export class AccountPlaces {
  readonly #accounts: JournalAccount[] = [];
  readonly #bySubject = new Map<string, number[]>();

  placeOf(account: JournalAccount): number {
    const subject = account.obligation ?? account.contract;
    const places = this.#bySubject.get(subject);
    const known = places?.find((place) => isSame(this.#accounts[place], account));
    if (known !== undefined) return known;
    const { contract, obligation, role, layer } = account;
    const place = this.#accounts.push({ contract, obligation, role, layer }) - 1;
    if (places === undefined) this.#bySubject.set(subject, [place]);
    else places.push(place);
    return place;
  }

  /** Every account with its place, in the order in which their lines are written. */
  inOrder(): readonly { readonly account: JournalAccount; readonly place: number }[] {
    return this.#accounts
      .map((account, place) => ({ account, place, key: keyOf(account) }))
      .sort((a, b) => compareKeys(a.key, b.key));
  }
}

function isSame(one: JournalAccount | undefined, other: JournalAccount): boolean {
  return (
    one !== undefined &&
    one.role === other.role &&
    one.layer === other.layer &&
    one.obligation === other.obligation &&
    one.contract === other.contract
  );
}

function keyOf({ contract, obligation, layer, role }: JournalAccount): string {
  return [contract, obligation ?? '', layer, role].join('\n');
}
