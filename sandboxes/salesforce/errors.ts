import type { VendorReply } from '../kit/server.ts';

/** One refusal in Salesforce's words, with the HTTP status that goes with it. */
export interface ApiError {
  readonly status: number;
  readonly errorCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiError };

export function done<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** A refusal with status 400 unless told otherwise. */
export function refused(errorCode: string, message: string, fields: readonly string[] = [], status = 400) {
  return { ok: false, error: { status, errorCode, message, fields } } as const;
}

export const NOT_THERE = refused('NOT_FOUND', 'The requested resource does not exist', [], 404);

// evidence: docs: REST errors are always an array (salesforce.md, Errors)
export function errorReply({ error }: { readonly error: ApiError }): VendorReply {
  const { status, message, errorCode, fields } = error;
  return { status, body: [{ message, errorCode, fields }] };
}

/** What became of one record, as the write calls answer it. */
export interface SaveResult {
  readonly id?: string;
  readonly success: boolean;
  readonly errors: readonly {
    readonly statusCode: string;
    readonly message: string;
    readonly fields: readonly string[];
  }[];
  readonly created?: boolean;
}

// evidence: docs: collections answer statusCode, message, fields per item (salesforce.md, Errors)
export function failedSave({ error }: { readonly error: ApiError }): SaveResult {
  const { errorCode, message, fields } = error;
  return { success: false, errors: [{ statusCode: errorCode, message, fields }] };
}
