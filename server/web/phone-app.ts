import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Context, Middleware } from 'koa';

const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.png': 'image/png' };
const FILE = /^(?:(?:js|css|static)\/[\w.-]+)$/;

// The phone's framework writes its animations and the look of its elements as style elements; scripts stay our own files.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' blob:; font-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

const preparing = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="15"><title>正在准备手机页面</title><link rel="stylesheet" href="/public/tokens.css"><link rel="stylesheet" href="/public/desk.css"></head><body><main><h1>正在准备手机页面</h1><p>第一次启动需要几分钟，这一页会自己刷新。准备好之前，可以先用<a href="/">电脑页面</a>办理。</p></main></body></html>`;

/**
 * 手机页面 under `/m/`: what `npm start` builds of the mini-program beside the running server. Until it stands there, 503 with
 * words to wait.
 * @param folder where the build is put, whole at once.
 */
export function phoneApp(folder: string): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/m' && !ctx.path.startsWith('/m/')) return next();
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    if (ctx.path === '/m') return ctx.redirect('/m/');
    const name = ctx.path.slice(3);
    ctx.set('Content-Security-Policy', POLICY);
    if (name === '' || name === 'index.html') return serve(ctx, join(folder, 'index.html'), 'no-cache');
    return FILE.test(name) ? serve(ctx, join(folder, name), 'public, max-age=31536000, immutable') : next();
  };
}

/** Names carry their content's hash, so a file is kept for good; the page itself is asked for anew. */
async function serve(ctx: Context, file: string, cache: string): Promise<void> {
  try {
    ctx.body = await readFile(file);
    ctx.type = types[extname(file)] ?? 'application/octet-stream';
    ctx.set('Cache-Control', cache);
  } catch {
    ctx.status = file.endsWith('index.html') ? 503 : 404;
    ctx.set('Cache-Control', 'no-store');
    if (ctx.status === 503) ctx.set('Retry-After', '15');
    ctx.type = 'html';
    ctx.body = ctx.status === 503 ? preparing : '';
  }
}
