// What was typed and not sent is kept: drafts of decisions on the server, other forms in this tab until they are sent.
// Everything the office must do works without this file.
(() => {
  'use strict';

  const DRAFT_AFTER = 1500;
  const AGAIN_AFTER = 15000;
  const KEY = 'typed-words';
  /** Never kept in the browser: tokens, passwords, and numbers that belong to one person. */
  const PRIVATE = /^_|^version$|password|document|card|phone|otp/i;

  // Drafts.
  const waiting = new WeakMap();
  document.addEventListener('input', (event) => {
    const form = event.target.form;
    if (form && form.matches('[data-draft]')) later(form, DRAFT_AFTER);
  });
  function later(form, after) {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => keepDraft(form), after));
  }
  async function keepDraft(form) {
    if (!form.isConnected || form.dataset.sent) return;
    const fields = new URLSearchParams(new FormData(form));
    fields.delete('_key');
    let told = '没有存上：连不到服务器。写的内容还在这一页，先不要关闭，恢复后会自动再存。';
    try {
      const answer = await fetch(form.dataset.draft, { method: 'POST', body: fields, redirect: 'manual', headers: { 'X-Keep-Draft': 'yes' } });
      if (/json/.test(answer.headers.get('content-type') ?? '')) told = (await answer.json()).told;
      else if (answer.type === 'opaqueredirect' || answer.status === 401) told = '没有存上：登录已过期。写的内容还在这一页，请直接提交，登录后会回到这里。';
      if (answer.ok) form.dispatchEvent(new CustomEvent('kept', { bubbles: true }));
      else if (answer.status >= 500) later(form, AGAIN_AFTER);
    } catch {
      later(form, AGAIN_AFTER);
    }
    const line = form.querySelector('[data-draft-told]');
    if (line && line.textContent !== told) line.textContent = told;
  }
  addEventListener('online', () => { for (const form of document.querySelectorAll('[data-draft]')) if (waiting.has(form)) keepDraft(form); });

  // A form that cannot reach the server is not sent away from its words.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-once]') || event.defaultPrevented) return;
    if (navigator.onLine === false) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return tell(form, '现在没有网络，没有提交。写的内容还在，恢复网络后再按一次。');
    }
    if (form.matches('[data-guard]')) remember(form);
  }, true);
  function tell(form, text) {
    let line = form.querySelector('[data-offline]');
    if (!line) {
      line = document.createElement('p');
      line.className = 'err small';
      line.dataset.offline = '';
      line.setAttribute('role', 'alert');
      form.append(line);
    }
    line.textContent = text;
  }

  // Words on their way: put back when the session had ended, or the answer never came and one went back.
  const viewer = () => document.querySelector('.who .nm')?.textContent ?? '';
  const here = () => location.pathname + location.search;
  function remember(form) {
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && value !== '' && !PRIVATE.test(name));
    put({ viewer: viewer(), page: here(), action: form.getAttribute('action'), fields });
  }
  function put(entry) {
    try {
      if (entry) sessionStorage.setItem(KEY, JSON.stringify(entry));
      else sessionStorage.removeItem(KEY);
    } catch { /* a browser that keeps nothing keeps nothing */ }
  }
  function taken() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    } catch {
      return null;
    }
  }
  function restore() {
    const entry = taken();
    if (!entry) return;
    if (document.querySelector('[data-signed-out]')) return put({ ...entry, over: true });
    if (viewer() === '' && entry.over) return;
    const [arrival] = performance.getEntriesByType('navigation');
    const unsent = entry.over || arrival?.type === 'back_forward' || arrival?.type === 'reload';
    put(null);
    if (!unsent || entry.viewer !== viewer() || entry.page !== here() || document.querySelector('.toast,.note.bad[role=alert]')) return;
    const form = [...document.forms].find((one) => one.getAttribute('action') === entry.action);
    if (form) fill(form, entry.fields);
  }
  function fill(form, fields) {
    for (const [name, value] of fields) {
      const found = form.elements.namedItem(name);
      const all = found instanceof RadioNodeList ? [...found] : found ? [found] : [];
      for (const field of all) {
        if (field.type === 'hidden' || field.type === 'file') continue;
        if (field.type === 'radio' || field.type === 'checkbox') field.checked = field.checked || field.value === value;
        else field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      }
    }
    const details = form.closest('details');
    if (details) details.open = true;
    tell(form, '这是您刚才没有提交成的内容，核对后再提交。');
  }
  restore();
})();
