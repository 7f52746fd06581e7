import type { Finding, Known, Saved } from './known.js';

/** The server did not keep the drawing; its message says why and what to do. */
export class Refused extends Error {
  constructor(message: string, readonly findings: Finding[]) {
    super(message);
  }
}

type Opened = { key: string; version: number; sha256: string; draft: boolean };
type Problem = { message?: string; errors?: { elementId?: string; code: string; message: string }[] };

/** Sends the drawing to be checked and kept: in the place of the draft that was opened, or as a new one. @throws Refused */
export async function saveDraft(known: Known, opened: Opened, xml: string): Promise<Saved> {
  const form = new FormData();
  form.append('file', new Blob([xml], { type: 'application/xml' }), `${opened.key}.bpmn`);
  form.append('_csrf', known.csrf);
  form.append('_key', `draw-${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`);
  if (opened.draft) for (const [name, value] of Object.entries({ key: opened.key, version: String(opened.version), sha256: opened.sha256 })) form.append(name, value);
  const answer = await fetch(known.save, { method: 'POST', body: form, headers: { Accept: 'application/json' } });
  if (!/json/.test(answer.headers.get('content-type') ?? '')) throw new Refused(answer.status === 401 || answer.redirected ? '登录已过期。请在另一个窗口重新登录，再回来保存；图还在这里。' : `没有保存（${answer.status}）。请先导出这张图，再刷新页面。`, []);
  const body: Saved & Problem = await answer.json();
  if (!answer.ok) throw new Refused(body.message ?? '没有保存。', (body.errors ?? []).map((one) => ({ ...one, level: 'error' })));
  return body;
}
