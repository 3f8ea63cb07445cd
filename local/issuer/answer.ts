import { createHash } from 'node:crypto';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function json(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}

/** A page without scripts; the styles that it holds are the only ones it may use. */
export function html(status: number, body: string): Answer {
  const style = createHash('sha256')
    .update(/<style>([^<]*)<\/style>/.exec(body)?.[1] ?? '')
    .digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }, body };
}

export function redirect(
  to: string,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status: 303, headers: { ...headers, location: `${to}?${new URLSearchParams(parameters)}` } };
}
