// Runs a built WeChat package in Node: the program in a context without window or document, as on a phone, and its pages
// drawn by glass-easel, WeChat's own component framework, from the compiled WXML. What crosses from program to view is measured.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { basename, join, posix } from 'node:path';
import vm from 'node:vm';

const MODEL = { SDKVersion: '3.8.12', platform: 'devtools', pixelRatio: 2, windowWidth: 375, windowHeight: 667, screenWidth: 375, screenHeight: 667, theme: 'light', language: 'zh_CN', statusBarHeight: 20, fontSizeSetting: 16, fontSizeScaleFactor: 1, system: 'iOS 17', model: 'test', brand: 'test', version: '8.0.50' };

export function openWeapp(folder, { server, modules, storage = new Map(), code = () => 'code', photo = null, wire = {}, accepts = () => 'accept' }) {
  const view = openView(modules);
  const read = (path) => readFileSync(join(folder, path), 'utf8');
  const config = JSON.parse(read('app.json'));
  const stats = { setData: [], toasts: [], modals: [], errors: [], nav: [], requests: [], opened: [], subscribed: [] };
  const stack = [];
  const space = view.space(folder, read);
  const backend = space.env.associateBackend();
  const later = (work) => setTimeout(work);
  const succeed = (asked, name, value = {}) => { const answer = { errMsg: `${name}:ok`, ...value }; asked?.success?.(answer); asked?.complete?.(answer); return answer; };
  const fail = (asked, name, why) => { const answer = { errMsg: `${name}:fail ${why}`, errno: 600001 }; asked?.fail?.(answer); asked?.complete?.(answer); return answer; };

  // --- the phone
  const send = (name, asked, { method, headers, body, give }) => {
    const url = new URL(asked.url);
    const path = url.pathname + url.search;
    const record = { method, path, status: 0, headers };
    stats.requests.push(record);
    if (wire.before && !wire.before({ method, path })) { record.status = 'lost before it arrived'; return later(() => fail(asked, name, 'connection reset')); }
    const request = http.request(new URL(path, server), { method, headers, timeout: asked.timeout ?? 60_000 }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => {
        record.status = response.statusCode;
        if (wire.after && !wire.after({ method, path })) return fail(asked, name, 'connection reset');
        return give(Buffer.concat(parts), response);
      });
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', (error) => { record.status = error.message; fail(asked, name, error.message); });
    if (body !== undefined) request.write(body);
    request.end();
    return { abort: () => request.destroy() };
  };
  // There is no layout here: every task is taken to be 90 px high.
  const ROW = 90;
  function measure() {
    const asked = [];
    const query = {
      in: () => query,
      select: (selector) => ({ boundingClientRect: (tell) => { asked.push({ selector, tell }); return query; } }),
      exec: (done) => void later(() => {
        const answers = asked.map(({ selector, tell }) => { const answer = inside({ height: ROW * (element(selector)?.querySelectorAll('[id^="task-"]').length ?? 0) }); tell?.(answer); return answer; });
        done?.(answers);
      }),
    };
    return query;
  }
  const inside = (value) => vm.runInContext('JSON.parse', context)(JSON.stringify(value));
  const wx = {
    request: (asked) => {
      const method = (asked.method ?? 'GET').toUpperCase();
      const body = asked.data === undefined || method === 'GET' ? undefined : typeof asked.data === 'string' ? asked.data : JSON.stringify(asked.data);
      return send('request', asked, { method, headers: asked.header, body, give(bytes, response) {
        if (asked.responseType === 'arraybuffer') return succeed(asked, 'request', { statusCode: response.statusCode, header: response.headers, data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) });
        let data = bytes.toString('utf8');
        try { data = inside(JSON.parse(data)); } catch { /* text */ }
        return succeed(asked, 'request', { statusCode: response.statusCode, header: response.headers, cookies: [], data });
      } });
    },
    uploadFile: (asked) => {
      const edge = '----weapp-edge';
      const body = Buffer.concat([Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="${asked.name}"; filename="${basename(asked.fileName ?? asked.filePath)}"\r\nContent-Type: image/jpeg\r\n\r\n`), readFileSync(asked.filePath), Buffer.from(`\r\n--${edge}--\r\n`)]);
      const task = send('uploadFile', asked, { method: 'POST', headers: { ...asked.header, 'Content-Type': `multipart/form-data; boundary=${edge}` }, body, give: (bytes, response) => succeed(asked, 'uploadFile', { statusCode: response.statusCode, data: bytes.toString('utf8') }) });
      return { ...task, progress: () => undefined, onProgressUpdate: () => undefined, headersReceived: () => undefined };
    },
    downloadFile: (asked) => { const task = send('downloadFile', asked, { method: 'GET', headers: asked.header, give: (bytes, response) => succeed(asked, 'downloadFile', { statusCode: response.statusCode, tempFilePath: `wxfile://${bytes.length}` }) }); return { ...task, progress: () => undefined, onProgressUpdate: () => undefined, headersReceived: () => undefined }; },
    openDocument: (asked) => { stats.opened.push(`${asked.fileType} ${asked.filePath}`); later(() => succeed(asked, 'openDocument')); },
    previewImage: (asked) => { stats.opened.push(`picture ${asked.urls[0]}`); later(() => succeed(asked, 'previewImage')); },
    chooseImage: (asked) => later(() => (photo ? succeed(asked, 'chooseImage', inside({ tempFilePaths: [photo], tempFiles: [{ path: photo, size: 1 }] })) : fail(asked, 'chooseImage', 'cancel'))),
    chooseMessageFile: (asked) => later(() => (photo ? succeed(asked, 'chooseMessageFile', inside({ tempFiles: [{ path: photo, name: basename(photo), size: 1, type: 'file' }] })) : fail(asked, 'chooseMessageFile', 'cancel'))),
    login: (asked) => later(() => succeed(asked, 'login', { code: code() })),
    requestSubscribeMessage: (asked) => { stats.subscribed.push([...asked.tmplIds]); later(() => succeed(asked, 'requestSubscribeMessage', Object.fromEntries(asked.tmplIds.map((one) => [one, accepts()])))); },
    getStorageSync: (key) => (storage.has(key) ? inside(storage.get(key)) : ''), setStorageSync: (key, value) => void storage.set(key, JSON.parse(JSON.stringify(value))), removeStorageSync: (key) => void storage.delete(key), getStorageInfoSync: () => inside({ keys: [...storage.keys()], currentSize: 1, limitSize: 10_240 }),
    getSystemInfoSync: () => MODEL, getWindowInfo: () => MODEL, getDeviceInfo: () => MODEL, getAppBaseInfo: () => MODEL, getSystemSetting: () => ({}), getAccountInfoSync: () => ({ miniProgram: { envVersion: 'develop' } }), getMenuButtonBoundingClientRect: () => ({ top: 26, height: 32, width: 87, left: 281, right: 368, bottom: 58 }),
    getLaunchOptionsSync: () => ({ path: config.pages[0], query: {}, scene: 1001 }), getEnterOptionsSync: () => ({ path: config.pages[0], query: {}, scene: 1001 }), canIUse: () => true, nextTick: later, arrayBufferToBase64: (bytes) => Buffer.from(bytes).toString('base64'),
    onAppShow() {}, offAppShow() {}, onAppHide() {}, offAppHide() {}, onError() {}, offError() {}, onUnhandledRejection() {}, onThemeChange() {}, onNetworkStatusChange() {}, offNetworkStatusChange() {}, getNetworkType: (asked) => later(() => succeed(asked, 'getNetworkType', { networkType: 'wifi' })),
    showToast: (asked) => { stats.toasts.push(asked.title); succeed(asked, 'showToast'); }, hideToast: (asked) => succeed(asked, 'hideToast'), showLoading: (asked) => succeed(asked, 'showLoading'), hideLoading: (asked) => succeed(asked, 'hideLoading'), stopPullDownRefresh: (asked) => succeed(asked, 'stopPullDownRefresh'), createSelectorQuery: measure, showModal: (asked) => { stats.modals.push(`${asked.title}：${asked.content}`); later(() => succeed(asked, 'showModal', { confirm: true, cancel: false })); },
    navigateTo: (asked) => move(asked, 'navigateTo'), redirectTo: (asked) => move(asked, 'redirectTo'), switchTab: (asked) => move(asked, 'switchTab'), reLaunch: (asked) => move(asked, 'reLaunch'),
    navigateBack: (asked) => { stats.nav.push('navigateBack'); close(stack.pop()); show(stack.at(-1)); succeed(asked, 'navigateBack'); },
  };

  // --- the program
  let application = null;
  const sandbox = { wx, global: {}, console, setTimeout, clearTimeout, setInterval, clearInterval, getCurrentPages: () => stack.map(({ instance }) => instance), getApp: () => application, App: (options) => { application = options; }, Page: null, Component: null, Behavior: null };
  const context = vm.createContext(sandbox, { codeGeneration: { strings: false, wasm: false } });
  const loaded = new Map();
  const defined = new Set();
  let receiving = null;
  const load = (path) => {
    const known = loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(path, module);
    const program = vm.runInContext(`(function(require,module,exports,Page,Component,Behavior,window,document){${read(path)}\n})`, context, { filename: path });
    program((id) => { const target = posix.normalize(posix.join(posix.dirname(path), id)); return load(target.endsWith('.js') ? target : `${target}.js`); }, module, module.exports, (one) => receiving.Page(one), (one) => receiving.Component(one), (one) => receiving.Behavior?.(one));
    return module.exports;
  };
  const define = (path) => {
    if (defined.has(path)) return;
    defined.add(path);
    const own = existsSync(join(folder, `${path}.json`)) ? JSON.parse(read(`${path}.json`)) : {};
    for (const used of Object.values(own.usingComponents ?? {})) define(used.startsWith('/') ? used.slice(1) : posix.normalize(posix.join(posix.dirname(path), used)));
    const before = receiving;
    space.code.componentEnv(path, (env) => { receiving = { Page: (one) => env.Page(one), Component: (one) => env.Component(ofThisRealm(one)), Behavior: env.Behavior }; load(`${path}.js`); });
    receiving = before;
  };
  const ask = (page, name, ...given) => { try { return page?.instance?.[name]?.(...given); } catch (error) { stats.errors.push(error); return undefined; } };
  const open = (url) => {
    const [path, asked = ''] = url.replace(/^\//, '').split('?');
    define(path);
    const query = inside(Object.fromEntries(new URLSearchParams(asked)));
    const root = backend.createRoot('page', space.code, path);
    const component = root.getComponent();
    const instance = component.getMethodCaller();
    Object.assign(instance, { route: path, options: query });
    const setData = instance.setData.bind(instance);
    instance.setData = (patch, then) => {
      const text = JSON.stringify(patch);
      stats.setData.push({ path, keys: Object.keys(patch).length, bytes: Buffer.byteLength(text), patch: JSON.parse(text) });
      setData(Object.fromEntries(Object.entries(JSON.parse(text)).map(([key, value]) => [key.replaceAll('.[', '['), value])));
      if (then) later(() => then.call(instance));
    };
    const place = view.document.createElement('div');
    view.document.body.append(place);
    const page = { path, root, component, instance };
    stack.push(page);
    root.attach(view.document.body, place);
    ask(page, 'onLoad', query);
    ask(page, 'onShow');
    later(() => ask(page, 'onReady'));
  };
  const hide = (page) => { if (page) { page.component.$$.style.display = 'none'; ask(page, 'onHide'); } };
  const show = (page) => { if (page) { page.component.$$.style.display = ''; ask(page, 'onShow'); } };
  const close = (page) => { if (page) { ask(page, 'onUnload'); const drawn = page.component.$$; page.root.release(); drawn?.remove(); } };
  function move(asked, how) {
    stats.nav.push(`${how} ${asked.url}`);
    later(() => {
      try {
        if (how === 'navigateTo') hide(stack.at(-1));
        else if (how === 'redirectTo') close(stack.pop());
        else while (stack.length > 0) close(stack.pop());
        open(asked.url);
        succeed(asked, how);
      } catch (error) {
        stats.errors.push(error);
        fail(asked, how, error.message);
      }
    });
  }

  // --- the person
  const element = (selector) => stack.at(-1)?.component.$$.querySelector(selector) ?? null;
  const fire = (selector, type, detail = {}) => {
    const node = element(selector)?.__wxElement;
    if (!node) throw new Error(`there is no ${selector} on ${stack.at(-1)?.path}: ${stack.at(-1)?.component.$$.textContent}`);
    view.easel.triggerEvent(node, type, detail, { bubbles: type === 'tap', composed: type === 'tap' });
  };
  return {
    stats, storage,
    launch() { load('app.js'); application.onLaunch?.(wx.getLaunchOptionsSync()); application.onShow?.(wx.getLaunchOptionsSync()); open(config.pages[0]); },
    get page() { return stack.at(-1); },
    el: element,
    all: (selector) => [...(stack.at(-1)?.component.$$.querySelectorAll(selector) ?? [])],
    text: () => stack.at(-1)?.component.$$.textContent ?? '',
    tap: (selector) => fire(selector, 'tap'),
    type: (selector, value) => fire(selector, 'input', { value }),
    /** Chooses from the picker around an element. */
    pick: (selector, value) => { const node = element(selector)?.parentElement?.__wxElement; if (!node) throw new Error(`there is no picker around ${selector}`); view.easel.triggerEvent(node, 'change', { value }, {}); },
    scroll: (scrollTop) => void ask(stack.at(-1), 'onPageScroll', inside({ scrollTop })),
    pullDown: () => void ask(stack.at(-1), 'onPullDownRefresh'),
    /** Down to the last row there is. */
    reachBottom() {
      const room = [...(stack.at(-1)?.component.$$.querySelectorAll('[id^="page-"]') ?? [])].map((page) => ROW * page.querySelectorAll('[id^="task-"]').length || Number.parseFloat(page.style.height) || 0);
      ask(stack.at(-1), 'onPageScroll', inside({ scrollTop: Math.max(0, room.reduce((sum, one) => sum + one, 0) - MODEL.windowHeight) }));
      ask(stack.at(-1), 'onReachBottom');
    },
    back: () => wx.navigateBack({}),
    async until(what, ms = 8000) {
      const end = performance.now() + ms;
      for (;;) {
        let found;
        try { found = what(); } catch { /* not there yet */ }
        if (found) return found;
        if (performance.now() > end) throw new Error(`waited for ${what}\non ${stack.at(-1)?.path}: ${stack.at(-1)?.component.$$.textContent.replace(/^(.{500}).*(.{300})$/s, '$1 … $2')}\n${stats.errors.map((error) => error.stack).join('\n')}\nlast: ${JSON.stringify(stats.requests.slice(-5).map(({ method, path, status }) => [method, path, status]))}`);
        await new Promise((resolve) => { setTimeout(resolve, 10); });
      }
    },
    close() { while (stack.length > 0) close(stack.pop()); },
  };
}

/** Types of properties are compared by identity; the program's own context has others of the same name. */
function ofThisRealm(options) {
  const types = { Object, String, Number, Boolean, Array, Function };
  for (const [name, declared] of Object.entries(options.properties ?? {})) {
    if (typeof declared === 'function') options.properties[name] = types[declared.name];
    else if (declared?.type) declared.type = types[declared.type.name] ?? null;
  }
  return options;
}

/** The view layer. Its packages live with the mini-program. */
function openView(modules) {
  const need = createRequire(join(modules, 'package.json'));
  const { JSDOM } = need('jsdom');
  const page = new JSDOM('<!doctype html><body></body>', { pretendToBeVisual: true });
  for (const name of ['window', 'document', 'Node', 'Element', 'HTMLElement', 'Text', 'MutationObserver', 'Event', 'CustomEvent']) if (globalThis[name] === undefined || name === 'document' || name === 'window') globalThis[name] = name === 'window' ? page.window : page.window[name];
  const easel = need('glass-easel');
  const { MiniProgramEnv } = need('glass-easel-miniprogram-adapter');
  const { TmplGroup } = need('glass-easel-template-compiler');
  return { easel, document: page.window.document, space: (folder, read) => compiled(folder, read, TmplGroup, MiniProgramEnv) };
}

function compiled(folder, read, TmplGroup, MiniProgramEnv) {
  const files = readdirSync(folder, { recursive: true }).map(String).map((name) => name.replaceAll('\\', '/'));
  const group = new TmplGroup();
  for (const file of files) {
    if (file.endsWith('.wxs')) group.addScript(file.slice(0, -4), read(file));
    if (!file.endsWith('.wxml')) continue;
    const found = group.addTmpl(file.slice(0, -5), read(file).replace(/\s(bind|catch)([a-z]+)="/g, ' $1:$2="'));
    const bad = (Array.isArray(found) ? found : []).find(({ level }) => level >= 3 || level === 'error');
    if (bad) throw new Error(`${file}: ${JSON.stringify(bad)}`);
  }
  const templates = new Function(`return ${group.getTmplGenObjectGroups()}`)();
  const env = new MiniProgramEnv();
  const code = env.createCodeSpace('', true);
  const prepare = code.prepareComponentOptions.bind(code);
  code.prepareComponentOptions = (...given) => { const prepared = prepare(...given); delete prepared[0].idPrefixGenerator; prepared[0].writeIdToDOM = true; return prepared; };
  for (const file of files.filter((one) => one.endsWith('.wxml'))) {
    const path = file.slice(0, -5);
    code.addCompiledTemplate(path, { groupList: templates, content: templates[path] });
    if (existsSync(join(folder, `${path}.json`))) code.addComponentStaticConfig(path, JSON.parse(read(`${path}.json`)));
  }
  return { env, code };
}
