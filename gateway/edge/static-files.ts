import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageLogin } from '#gateway/auth/page-login.ts';
import { type HttpAnswer, notFound } from './http-answer.ts';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['ico', 'image/x-icon'],
  ['woff2', 'font/woff2'],
  ['map', 'application/json; charset=utf-8'],
  ['json', 'application/json; charset=utf-8'],
]);

/**
 * Everything from here and nothing from anywhere else, but for the login's own words; the editor of GraphiQL sets styles
 * by script.
 */
const contentPolicy = (loginOrigins: readonly string[]) => [
  "default-src 'self'",
  ["connect-src 'self'", ...loginOrigins].join(' '),
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** Build tools name these files by their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

export interface StaticFiles {
  /** Of the built console; null = none is served. */
  readonly dir: string | null;
  readonly graphiql: boolean;
  readonly login: PageLogin | null;
}

/** The built console and GraphiQL. Only names of a plain form are looked up, so no path leads out of the folder. */
export async function answerStatic({ dir, graphiql, login }: StaticFiles, path: string): Promise<HttpAnswer> {
  const file = fileOf(path, graphiql);
  if (dir === null || file === null) return notFound();
  try {
    const body = await readFile(join(dir, file));
    return {
      status: 200,
      headers: {
        'content-type': TYPES.get(file.split('.').at(-1) ?? '') ?? 'application/octet-stream',
        'cache-control': file.startsWith('assets/') ? FOR_EVER : 'no-store',
        'content-security-policy': contentPolicy(login?.origins ?? []).join('; '),
        'referrer-policy': 'no-referrer',
      },
      body,
    };
  } catch {
    return notFound();
  }
}

function fileOf(path: string, graphiql: boolean): string | null {
  if (path === '/') return 'index.html';
  if (path === '/graphiql') return graphiql ? 'graphiql.html' : null;
  if (path === '/favicon.svg' || path === '/favicon.ico') return path.slice(1);
  const asset = /^\/assets\/((?:[\w-]+\.)+[a-z0-9]+)$/i.exec(path)?.[1];
  return asset === undefined ? null : `assets/${asset}`;
}
