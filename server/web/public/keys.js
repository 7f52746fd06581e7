// One-letter keys for those who decide many papers: J and K go through the rows or papers, ? tells the keys.
// They do nothing while something is typed, and can be turned off (WCAG 2.1.4). Everything is a plain link, too.
(() => {
  'use strict';

  const OFF = 'keys-off';
  const dialog = document.getElementById('keys');
  const isOff = () => { try { return localStorage.getItem(OFF) === 'yes'; } catch { return false; } };
  const turn = (off) => { try { if (off) localStorage.setItem(OFF, 'yes'); else localStorage.removeItem(OFF); } catch { /* then they stay on */ } };

  /** The links that name the rows of the page's first table with such links, from top to bottom. */
  function rowLinks() {
    for (const table of document.querySelectorAll('main table')) {
      const links = [...table.querySelectorAll('tbody th[scope=row] a[href]')];
      if (links.length > 0) return links;
    }
    return [];
  }

  function step(by) {
    const links = rowLinks();
    if (links.length === 0) {
      const paper = document.querySelector(`main a[rel=${by > 0 ? 'next' : 'prev'}]`);
      if (paper) paper.click();
      return;
    }
    const row = document.activeElement && document.activeElement.closest('tr');
    const at = row ? links.findIndex((link) => row.contains(link)) : -1;
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))];
    next.focus();
    next.closest('tr').scrollIntoView({ block: 'nearest' });
  }

  // Entering students: from the search box down to those who were found, up and down among them, Enter puts on the list.
  const foundBoxes = () => [...document.querySelectorAll('#entry .found input[type=checkbox]:not([disabled])')];
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !(event.target instanceof HTMLInputElement) || !event.target.closest('#entry')) return;
    const boxes = foundBoxes();
    const at = boxes.indexOf(event.target);
    if (event.key === 'Enter' && at >= 0) {
      if (!boxes.some((box) => box.checked)) event.target.checked = true;
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && (at >= 0 || event.target.name === 'find') && boxes.length > 0) {
      event.preventDefault();
      const to = at + (event.key === 'ArrowDown' ? 1 : -1);
      const next = to < 0 ? document.querySelector('#entry [name=find]') : boxes[Math.min(to, boxes.length - 1)];
      next.focus();
    }
  });
  // After somebody was put on the list, the next name can be typed at once, over the last one.
  if (location.hash === '#f-find') addEventListener('load', () => {
    const find = document.getElementById('f-find');
    if (find) { find.focus(); find.select(); }
  });

  const typing = (element) => element instanceof HTMLElement && (element.isContentEditable || element.matches('input:not([type=checkbox]):not([type=radio]),textarea,select'));
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || typing(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === '?') {
      if (!dialog || isOff()) return;
      event.preventDefault();
      open();
    } else if (!isOff() && (event.key === 'j' || event.key === 'k')) {
      event.preventDefault();
      step(event.key === 'j' ? 1 : -1);
    }
  });

  function open() {
    const box = dialog.querySelector('[data-keys-off]');
    if (box) box.checked = isOff();
    dialog.showModal();
  }
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (dialog && target && target.closest('[data-keys]')) {
      event.preventDefault();
      open();
    }
  });
  for (const box of document.querySelectorAll('[data-keys-off]')) {
    box.closest('label').hidden = false;
    box.checked = isOff();
    box.addEventListener('change', () => turn(box.checked));
  }
})();
