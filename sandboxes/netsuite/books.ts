import type { SandboxClock } from '../kit/clock.ts';
import { Decimal, fromMinor, multiply, parseDecimal, roundToMinor, toMinor } from './decimal.ts';
import { TRANSACTION_TYPES } from './record-types.ts';
import { decimalOf, type Fields, type Records, type StoredRecord, textOf } from './records.ts';

/** The account number of what is posted to when the document does not say. */
const DEFAULT_ACCOUNTS = {
  receivable: '1100',
  undepositedFunds: '1000',
  rounding: '6990',
  exchangeDifference: '7200',
  salesTax: '2200',
} as const;

/** The accounting view of the records: currencies, periods, standing accounts, what is still owed. */
export class Books {
  readonly records: Records;
  readonly clock: SandboxClock;

  constructor(records: Records, clock: SandboxClock) {
    this.records = records;
    this.clock = clock;
  }

  today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }

  /** Digits after the point of a currency, from the account's own currency record. */
  digits(currencyId: string): number {
    const currency = this.records.get('currency', currencyId);
    return Number(currency === undefined ? 2 : (textOf(currency.fields, 'currencyPrecision') ?? 2));
  }

  baseCurrency(subsidiaryId: string): string {
    const subsidiary = this.records.get('subsidiary', subsidiaryId);
    return subsidiary === undefined ? '' : (textOf(subsidiary.fields, 'currency') ?? '');
  }

  standingAccount(use: keyof typeof DEFAULT_ACCOUNTS): string {
    const wanted = DEFAULT_ACCOUNTS[use];
    const account = this.records.all('account').find(({ fields }) => textOf(fields, 'acctNumber') === wanted);
    if (account === undefined) throw new Error(`The chart has no account ${wanted}.`);
    return account.id;
  }

  /** The posting month that a civil date falls into. */
  monthOf(date: string): StoredRecord | undefined {
    return this.records
      .all('accountingPeriod')
      .find(
        ({ fields }) =>
          isPostingMonth(fields) &&
          (textOf(fields, 'startDate') ?? '') <= date &&
          date <= (textOf(fields, 'endDate') ?? ''),
      );
  }

  /** A money field of a transaction in minor units of its own currency; absent = 0. */
  minor(transaction: { readonly fields: Fields }, fields: Fields, name: string): bigint {
    const digits = this.digits(textOf(transaction.fields, 'currency') ?? '');
    return toMinor(decimalOf(fields, name) ?? new Decimal(0n, 0), digits) ?? 0n;
  }

  totalOf(transaction: StoredRecord): bigint {
    return this.minor(transaction, transaction.fields, 'total');
  }

  /** A transaction of whatever type. */
  transaction(id: string): StoredRecord | undefined {
    for (const type of TRANSACTION_TYPES) {
      const found = this.records.get(type, id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What payments and credit memos took off an invoice; `except` is an applier that is being written again. */
  paidOf({ id }: StoredRecord, except: string | null = null): bigint {
    return this.takenFrom(id, except);
  }

  /** What is applied to a document: to an invoice by payments and credit memos, to those by refunds. */
  takenFrom(docId: string, except: string | null = null): bigint {
    let taken = 0n;
    for (const applier of this.records.appliersOf(docId)) {
      if (applier.id !== except) taken += this.appliedBy(applier, docId);
    }
    return taken;
  }

  /** What one payment, credit memo or refund applies, in all or to one document. */
  appliedBy(applier: Pick<StoredRecord, 'fields' | 'sublists'>, docId: string | null = null): bigint {
    let applied = 0n;
    for (const line of applier.sublists['apply'] ?? []) {
      if (docId === null || textOf(line, 'doc') === docId) applied += this.minor(applier, line, 'amount');
    }
    return applied;
  }

  /** What of a credit memo or payment is neither applied nor refunded. */
  unusedOf(record: StoredRecord, except: string | null = null): bigint {
    return this.totalOf(record) - this.appliedBy(record) - this.takenFrom(record.id, except);
  }

  /** What an applier of this customer finds left on a document; null when it is another's. */
  leftFor(doc: StoredRecord, party: string, applierId: string | null): bigint | null {
    if (doc.type === 'journalEntry') return this.#owedByJournal(doc, party) - this.takenFrom(doc.id, applierId);
    if ((textOf(doc.fields, 'entity') ?? textOf(doc.fields, 'customer')) !== party) return null;
    return doc.type === 'invoice'
      ? this.totalOf(doc) - this.takenFrom(doc.id, applierId)
      : this.unusedOf(doc, applierId);
  }

  #owedByJournal(journal: StoredRecord, party: string): bigint {
    let owed = 0n;
    for (const line of journal.sublists['line'] ?? []) {
      const account = this.records.get('account', textOf(line, 'account') ?? '');
      if (textOf(account?.fields ?? {}, 'acctType') !== 'AcctRec' || textOf(line, 'entity') !== party) continue;
      owed += this.minor(journal, line, 'debit') - this.minor(journal, line, 'credit');
    }
    return owed;
  }

  /** An amount of a transaction in the subsidiary's currency, rounded half away from zero. */
  toBase(minor: bigint, { fields }: { readonly fields: Fields }): bigint {
    const currency = textOf(fields, 'currency') ?? '';
    const rate = parseDecimal(textOf(fields, 'exchangeRate') ?? '1') ?? new Decimal(1n, 0);
    const baseDigits = this.digits(this.baseCurrency(textOf(fields, 'subsidiary') ?? ''));
    return roundToMinor(multiply(fromMinor(minor, this.digits(currency)), rate), baseDigits);
  }
}

export function isPostingMonth(period: Fields): boolean {
  return period['isPosting'] === true && period['isQuarter'] !== true && period['isYear'] !== true;
}
