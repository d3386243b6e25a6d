/**
 * The page that people are shown: static files, all of which are read once, at the start. What is asked for is looked up
 * among them and never opened, so that no path leads anywhere else.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GateError } from '../error.ts';

interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
}

/** By their paths below the folder, such as `assets/index-1a2b.js`. */
export type Page = ReadonlyMap<string, PageFile>;

/** Names the files, as a JSON array of paths; each has its gzipped form beside it, as `NAME.gz`. */
export const PAGE_LIST = 'files.json';
const START = 'index.html';
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};
/** One folder deep at the most; no name begins with a dot. */
const PATH = /^(?:assets\/)?[\w-][\w.-]*\.(css|html|js|svg)$/u;
const FILES_MAX = 200;

/** Scripts and styles are files of the gate's own, and nothing is loaded from or sent to anywhere else. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};
/** The names of what lies below `assets/` hold a hash of the content. */
const FOREVER = 'public, max-age=31536000, immutable';

/** The files of the list in `folder`; undefined where there is no list. Throws `GateError` REQUEST for a list of others. */
export function readPage(folder: string): Page | undefined {
  if (!existsSync(join(folder, PAGE_LIST))) return undefined;
  const paths: unknown = JSON.parse(readFileSync(join(folder, PAGE_LIST), 'utf8'));
  if (!isList(paths)) throw noPage(`at most ${FILES_MAX} names of files, ${START} among them`);
  return new Map(paths.map((path) => [path, readFile(folder, path)]));
}

function isList(paths: unknown): paths is readonly string[] {
  return Array.isArray(paths) && paths.length <= FILES_MAX && paths.includes(START);
}

function readFile(folder: string, path: string): PageFile {
  const type = TYPES[PATH.exec(path)?.[1] ?? ''];
  if (type === undefined) throw noPage(`names that match ${PATH.source}`);
  return { type, bytes: readFileSync(join(folder, path)), gzipped: readFileSync(join(folder, `${path}.gz`)) };
}

function noPage(expected: string): GateError {
  return new GateError('REQUEST', `expected ${expected} in the page's ${PAGE_LIST}, met others; install Capgate anew`);
}

/** Open to anybody: what the page shows, it asks for, and that needs a caller. */
export function addPage(app: FastifyInstance, page: Page): void {
  const config = { isOpen: true } as const;
  app.get('/', { config }, (request, reply) => {
    return sendFile(request, reply.headers(PAGE_HEADERS), page.get(START) as PageFile);
  });
  app.get('/assets/:name', { config }, (request, reply) => {
    const { name } = request.params as { readonly name: string };
    const file = page.get(`assets/${name}`);
    if (file === undefined) throw new GateError('NOT_FOUND', 'expected a file of the page, met another; load it anew');
    return sendFile(request, reply.header('cache-control', FOREVER), file);
  });
}

function sendFile({ headers }: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const { type, bytes, gzipped } = file;
  const takesGzip = /\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/u.test(headers['accept-encoding'] ?? '');
  reply.header('content-type', type).header('vary', 'accept-encoding');
  return takesGzip ? reply.header('content-encoding', 'gzip').send(gzipped) : reply.send(bytes);
}
