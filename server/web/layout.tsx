import { isPractice } from '../lib/practice.js';
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { FindBox } from './components/filters.js';
import { csrfField } from './components/form.js';
import { HelpPanel, type HelpShown } from './components/help-panel.js';
import { Icon } from './components/icon.js';
import { KeyboardDialog } from './components/keyboard-help.js';
import { Menu, type MenuGroup } from './components/menu.js';
import { Flash, type FlashProps } from './components/note.js';

/** Who looks at the page, in words. */
export type Viewer = { name: string; roleName: string; organisationName: string; /** Keeps the system and has no business to look up. */ administers?: boolean };

export type Crumb = { label: string; href?: string };

/** A page with a script and a style of its own beside the desk's. */
export type Island = 'editor';

export type LayoutProps = {
  title: string;
  island?: Island;
  /** Nobody on the sign-in page: no menu, no find box. */
  viewer: Viewer | null;
  menu?: MenuGroup[];
  crumbs?: Crumb[];
  /** The session's token, for the sign-out form and for partial updates. */
  csrf: string;
  /** Given while office time runs beside the real clock: 2023年5月10日 09:12. */
  officeClock?: { label: string };
  /** Unread messages. */
  unread?: number;
  version: string;
  flash?: FlashProps;
  /** A sentence under the menu on what the pages rest on. */
  basis?: string;
  /** Facts at the foot: how fresh the roster is, whom to ask. */
  foot?: string[];
  /** What the page is for and what the viewer may do on it. */
  help?: HelpShown;
  /** What the find box last searched for. */
  find?: string;
  children: ComponentChildren;
};

/** The addresses the frame itself uses. */
export const deskPaths = { home: '/', find: '/search', notifications: '/notifications', sessions: '/sessions', signOut: '/sign-out', keyboard: '/keyboard', upgrade: '/upgrade', help: '/help' } as const;

export const systemName = '学生资助管理信息系统';

/** A whole page as HTML text. */
export function renderPage(props: LayoutProps): string {
  return `<!doctype html>${renderToString(<Layout {...props} />)}`;
}

/** The frame of every desk page: head, menu, place, last result, content, foot. */
export function Layout(props: LayoutProps) {
  const { title, island, viewer, menu = [], crumbs = [], csrf, version, flash, basis, foot = [], help, children } = props;
  return (
    <html lang="zh-CN">
      <DocumentHead title={`${title} - ${systemName}`} version={version} styles={['desk', 'diagram', 'chart', 'desk-narrow', 'desk-print']} csrf={csrf} island={island} scripted />
      <body>
        <a class="skip" href="#main">跳到正文</a>
        <Top {...props} />
        <div class={viewer ? 'shell' : 'shell bare'}>
          {viewer && <Menu groups={menu} basis={basis}><Me viewer={viewer} csrf={csrf} /></Menu>}
          <div class="page">
            <PracticeMark />
            <main id="main" tabindex={-1}>
              {(crumbs.length > 0 || help) && <div class="place">{crumbs.length > 0 && <Crumbs crumbs={crumbs} />}{help && <HelpPanel help={help} all={deskPaths.help} />}</div>}
              {flash && <Flash {...flash} />}
              {children}
            </main>
            <footer class="foot">{viewer ? <a href={deskPaths.upgrade}>系统版本 V{version}，升级说明</a> : <span>系统版本 V{version}</span>}{foot.map((line) => <span key={line}>{line}</span>)}{viewer && <a href={deskPaths.help}>帮助</a>}{viewer && <a href={deskPaths.keyboard} data-keys="">键盘操作</a>}</footer>
          </div>
        </div>
        {viewer && <KeyboardDialog />}
      </body>
    </html>
  );
}

/** The head of a document. Styles and scripts are files of our own, so the pages hold under a policy that forbids inline ones. */
export function DocumentHead({ title, version, styles, csrf, scripted, hidden, island }: { title: string; version: string; styles: string[]; csrf?: string; scripted?: boolean; hidden?: boolean; island?: Island }) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="format-detection" content="telephone=no" />
      {hidden && <meta name="robots" content="noindex, nofollow, noarchive" />}
      {csrf && <meta name="csrf-token" content={csrf} />}
      {scripted && <meta name="htmx-config" content={htmxConfig} />}
      <title>{title}</title>
      <link rel="icon" href="/public/favicon.svg" type="image/svg+xml" />
      {['tokens', ...styles].map((style) => <link key={style} rel="stylesheet" href={`/public/${style}.css?v=${version}`} />)}
      {island && <><link rel="stylesheet" href={`/public/${island}-style.css?v=${version}`} /><script src={`/public/${island}.js?v=${version}`} defer /></>}
      {scripted && <><script src="/public/htmx.js" defer />{['desk', 'typed-words', 'keys'].map((script) => <script key={script} src={`/public/${script}.js?v=${version}`} defer />)}</>}
    </head>
  );
}

/** No style tag of its own, nothing evaluated, no script taken from an answer, no page kept in the browser's store, refusals shown like any answer. */
const htmxConfig = JSON.stringify({
  includeIndicatorStyles: false, allowEval: false, allowScriptTags: false, selfRequestsOnly: true, historyCacheSize: 0, refreshOnHistoryMiss: true, attributesToSettle: ['class'],
  responseHandling: [{ code: '204', swap: false }, { code: '[2345]..', swap: true }],
});

/** Of a practice world every page says that it is none of the office’s own, on paper too. */
export function PracticeMark() {
  return isPractice() ? <p class="practice" role="note">练习环境，数据不作数，会定期从头再来。请不要录入真实的学生。</p> : null;
}

function Top({ viewer, version, unread = 0, officeClock, csrf, find }: LayoutProps) {
  return (
    <header class="top">
      <a class="brand" href={deskPaths.home}>{systemName}<small>V{version}</small></a>
      {officeClock && <span class="clock">演示时间 {officeClock.label}</span>}
      {viewer && (
        <>
          {!viewer.administers && <FindBox action={deskPaths.find} value={find} />}
          <div class="who">
            <a class="bell" href={deskPaths.notifications}><Icon name="bell" />消息{unread > 0 && ` ${unread}`}{unread > 0 && <span class="vh"> 条未读</span>}</a>
            <a class="nm" href={deskPaths.sessions}><span class="role">{viewer.organisationName}　</span>{viewer.name}（{viewer.roleName}）</a>
            <SignOut csrf={csrf} />
          </div>
        </>
      )}
    </header>
  );
}

/** On a narrow screen the head has no room for these; they stand at the end of the menu. */
function Me({ viewer, csrf }: { viewer: Viewer; csrf: string }) {
  return (
    <div class="me">
      {!viewer.administers && <a href={deskPaths.find}>查找</a>}
      <a href={deskPaths.sessions}>{viewer.name}（{viewer.roleName}）<br />{viewer.organisationName}</a>
      <SignOut csrf={csrf} />
    </div>
  );
}

function SignOut({ csrf }: { csrf: string }) {
  return <form method="post" action={deskPaths.signOut} hx-boost="false"><input type="hidden" name={csrfField} value={csrf} /><button class="out"><Icon name="out" />退出</button></form>;
}

function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  return <nav class="crumb" aria-label="位置"><ol>{crumbs.map((crumb) => <li key={crumb.label}>{crumb.href ? <a href={crumb.href}>{crumb.label}</a> : crumb.label}</li>)}</ol></nav>;
}
