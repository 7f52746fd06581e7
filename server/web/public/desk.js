// Makes the pages handier. Everything the office must do works without this file.
(() => {
  'use strict';

  /** Buttons that do nothing without a script are sent hidden; they appear here. */
  function prepare(root) {
    for (const element of root.querySelectorAll('[data-print],[data-fill],[data-phrases],[data-check-all]')) element.hidden = false;
    for (const counter of root.querySelectorAll('[data-count]')) count(counter);
    for (const chosen of root.querySelectorAll('.decide input[name=decision]:checked')) askForRemark(chosen);
    reachScrolled();
    // Where the tabs do not all fit, the open one is brought into sight.
    const tab = root.querySelector('.tabs [aria-current]');
    if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 16;
    const first = root.querySelector('[data-focus]');
    if (first) first.focus();
  }

  /** A table wider than its card can be scrolled by keyboard; one that fits is no extra stop. */
  function reachScrolled() {
    for (const box of document.querySelectorAll('.tw')) {
      const wide = box.scrollWidth > box.clientWidth;
      box.toggleAttribute('tabindex', wide);
      if (!wide) continue;
      box.setAttribute('tabindex', '0');
      box.setAttribute('role', 'group');
      box.setAttribute('aria-label', `${box.querySelector('caption')?.textContent ?? '表格'}，可左右滑动`);
    }
  }
  addEventListener('resize', reachScrolled);

  /* 统计图：指到或按 Tab 到一条，说清它是多少、占多少，下面的表里同一行也亮起来；指到表里一行，图上那一条亮起来。 */
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.setAttribute('aria-hidden', 'true'); // the bar says the same to a screen reader
  function light(target) {
    document.querySelectorAll('.lit').forEach((one) => one.classList.remove('lit'));
    document.querySelectorAll('svg.dim').forEach((one) => one.classList.remove('dim'));
    tip.remove();
    const bar = target?.closest?.('[data-bar]');
    const row = target?.closest?.('main tbody tr');
    const name = bar?.dataset.bar ?? row?.firstElementChild?.textContent.trim();
    const bars = name ? [...document.querySelectorAll('main svg [data-bar]')].filter((one) => one.dataset.bar === name) : [];
    if (bars.length === 0) return;
    for (const one of bar ? [bar] : bars) { one.classList.add('lit'); one.ownerSVGElement.classList.add('dim'); }
    if (!bar) return;
    for (const one of document.querySelectorAll('main tbody tr')) if (one.firstElementChild?.textContent.trim() === name) one.classList.add('lit');
    tip.textContent = `${bar.querySelector('title').textContent.replace('，点开看明细', '')}，占 ${bar.dataset.share}%`;
    document.body.append(tip);
    const box = bar.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(box.left + scrollX, scrollX + innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${box.top + scrollY - tip.offsetHeight - 6}px`;
  }
  for (const event of ['pointerover', 'focusin']) document.addEventListener(event, ({ target }) => { if (document.querySelector('main svg [data-bar]')) light(target); });
  document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') light(null); });

  function count(counter) {
    const field = document.getElementById(counter.dataset.count);
    if (field) counter.textContent = `，已写 ${field.value.length} 字`;
  }

  /** The remark becomes required with the decision that needs it. */
  function askForRemark(radio) {
    const remark = radio.form && radio.form.elements.namedItem('remark');
    if (remark) remark.required = radio.dataset.remark === 'required';
  }

  function put(field, text) {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }));
    field.focus();
  }

  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest('[aria-disabled=true]')) event.preventDefault();
    if (target.closest('[data-print]')) window.print();
    const filler = target.closest('[data-fill]');
    if (filler) put(document.getElementById(filler.dataset.fill), filler.dataset.value);
    const phrase = target.closest('[data-phrases] button');
    if (phrase) {
      const field = document.getElementById(phrase.parentElement.dataset.phrases);
      put(field, field.value.trim() === '' ? `${phrase.textContent}。` : `${field.value.replace(/[。；\s]*$/, '')}；${phrase.textContent}。`);
    }
  });

  document.addEventListener('change', (event) => {
    const target = event.target;
    if (target.name === 'decision') askForRemark(target);
    if (target.matches('[data-check-all]')) {
      for (const box of document.querySelectorAll(`[data-group="${target.dataset.checkAll}"]:not(:disabled)`)) box.checked = target.checked;
    }
    if (target.matches('[data-check-all],[data-group]')) countPicked(target.dataset.checkAll || target.dataset.group);
  });

  function countPicked(group) {
    const told = document.querySelector(`[data-picked="${group}"]`);
    if (told) told.textContent = document.querySelectorAll(`[data-group="${group}"]:checked`).length;
  }

  // What was typed and not sent is not lost by a wrong click.
  const touched = new Set();
  document.addEventListener('input', (event) => {
    const form = event.target.form;
    if (form && form.matches('[data-guard]')) touched.add(form);
    for (const counter of document.querySelectorAll(`[data-count="${event.target.id}"]`)) count(counter);
  });
  // A draft that is kept elsewhere is not lost with the page.
  document.addEventListener('kept', (event) => touched.delete(event.target));
  addEventListener('beforeunload', (event) => {
    if ([...touched].some((form) => form.isConnected)) event.preventDefault();
  });

  // A form is sent once, however often its button is pressed; coming back with the browser's own button frees it again.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-once]')) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    touched.delete(form);
    for (const button of form.querySelectorAll('button:not([type=button])')) button.setAttribute('aria-disabled', 'true');
  });
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll('[data-sent]')) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll('button:not([type=button])')) button.removeAttribute('aria-disabled');
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const menu = document.getElementById('menu');
    if (menu && menu.checked) {
      menu.checked = false;
      menu.focus();
    } else if (document.activeElement && document.activeElement.matches('.kj')) document.activeElement.blur();
  });

  // Parts fetched by htmx: an answer that is another page (signed out, moved, an error) is shown as that page.
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { xhr, target } = event.detail;
    if (target.id && !xhr.responseText.includes(`id="${target.id}"`)) {
      event.detail.shouldSwap = false;
      location.assign(event.detail.pathInfo.finalRequestPath);
    }
  });
  document.addEventListener('htmx:afterSettle', (event) => {
    prepare(event.detail.elt);
    if (document.activeElement === document.body) event.detail.elt.focus();
  });

  prepare(document);
})();
