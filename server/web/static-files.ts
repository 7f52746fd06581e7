import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Middleware } from 'koa';
import { projectRoot } from '../root.js';

const types: Record<string, string> = { '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2' };
/** Files served from packages and from what was bundled of them (`prepare.mjs`), under our own origin. */
const fromElsewhere: Record<string, string> = {
  'htmx.js': 'node_modules/htmx.org/dist/htmx.min.js',
  'editor.js': '.build/editor/editor.js', 'editor-style.css': '.build/editor/editor-style.css', 'bpmn.woff2': '.build/editor/bpmn.woff2',
};
const NAME = /^\/public\/([\w-]+(?:\.[\w-]+)*)$/;
const cached = new Map<string, { bytes: Buffer; etag: string }>();

/** Serves `/public/*`: a flat folder, names only, revalidated by content hash. */
export function staticFiles(): Middleware {
  return async (ctx, next) => {
    const name = NAME.exec(ctx.path)?.[1];
    if (!name || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    const file = await load(name);
    if (!file) return next();
    ctx.set('Cache-Control', 'public, max-age=300, must-revalidate');
    ctx.set('ETag', file.etag);
    ctx.type = types[extname(name)] ?? 'application/octet-stream';
    if (ctx.get('If-None-Match') === file.etag) {
      ctx.status = 304;
      return undefined;
    }
    ctx.body = file.bytes;
    return undefined;
  };
}

async function load(name: string): Promise<{ bytes: Buffer; etag: string } | undefined> {
  const known = cached.get(name);
  if (known) return known;
  const path = fromElsewhere[name] ? join(projectRoot, fromElsewhere[name]) : join(projectRoot, 'server', 'web', 'public', name);
  try {
    const bytes = await readFile(path);
    const file = { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
    cached.set(name, file);
    return file;
  } catch {
    return undefined;
  }
}
