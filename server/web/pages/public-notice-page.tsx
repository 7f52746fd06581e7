import { renderToString } from 'preact-render-to-string';
import type { ComponentChildren } from 'preact';
import { Pager, Table, type PagerProps } from '../components/table.js';
import { Tag, type TagProps } from '../components/tag.js';
import { DocumentHead, PracticeMark, systemName } from '../layout.js';

/** The only five things a notice shows of a student. */
export type NoticePerson = { number: string; name: string; grade: string; major: string; class: string };

export type NoticeProps = {
  school: string;
  /** 2023年5月中职国家助学金受助学生名单公示 */
  title: string;
  /** The sentence before the list: on what it rests, who reviewed it, how many students. */
  lead: string;
  /** 2023年5月8日至 5月12日（5 个工作日） */
  period: string;
  people: string;
  /** Telephone numbers one may turn to. */
  contacts: string[];
  signedOn: string;
  rows: NoticePerson[];
  version: string;
};

/**
 * The page everybody may open while the publicity runs: its own small document, no menu, no script, refused to search engines.
 * @throws Error when a name is not masked: better no page than a page with a full name.
 */
export function renderPublicNotice(props: NoticeProps & { state: TagProps; pager?: PagerProps; objectHref?: string }): string {
  if (props.rows.some((row) => !row.name.includes('*'))) throw new Error('a public notice shows masked names only');
  return noticeDocument(props.version, `受助学生名单公示 - ${props.school}`, (
    <>
      <Paper {...props} state={props.state}>
        <p class="sub after">姓名隐去一字；不公示证件号、联系方式、家庭情况、困难等级和金额。</p>
        {props.pager && <Pager {...props.pager} />}
      </Paper>
      {props.objectHref && <p class="under noprint"><a class="btn main big" href={props.objectHref}>我有异议</a></p>}
      <p class="sub under noprint">公示期结束后，本页自动关闭，不再显示名单。</p>
    </>
  ));
}

/** The sheet a school prints for its wall, with full names; only its own people can open it. */
export function renderWallSheet(props: NoticeProps & { back: string; pager?: PagerProps }): string {
  return noticeDocument(props.version, `张贴用公示 - ${props.school}`, (
    <>
      <p class="row noprint pad"><a class="btn" href={props.back}>返回名单</a><span class="sub">用浏览器的“打印”打印这一页，张贴在校内公示栏。姓名为全名，请勿发到网上。</span></p>
      {props.pager && <div class="noprint"><Pager {...props.pager} /></div>}
      <Paper {...props} />
    </>
  ));
}

/** After the last day, or when the publicity was ended: no name is left. */
export function renderClosedNotice({ version, message }: { version: string; message: string }): string {
  return noticeDocument(version, '公示已结束', <article class="card paper"><h1>公示已结束</h1><p class="lead">{message}</p></article>);
}

/** The small document of everything the public opens. */
export function noticeDocument(version: string, title: string, content: ComponentChildren): string {
  return `<!doctype html>${renderToString(
    <html lang="zh-CN">
      <DocumentHead title={title} version={version} styles={['desk', 'desk-narrow', 'desk-print', 'notice']} hidden />
      <body>
        <a class="skip" href="#main">跳到正文</a>
        <header class="top noprint"><span class="brand">{systemName}<small>公示</small></span></header>
        <PracticeMark />
        <main id="main" class="notice" tabindex={-1}>{content}</main>
      </body>
    </html>,
  )}`;
}

function Paper({ school, title, lead, period, people, contacts, signedOn, rows, state, children }: NoticeProps & { state?: TagProps; children?: ComponentChildren }) {
  return (
    <article class="card paper">
      <h1><span>{school}</span><span>{title}</span></h1>
      <p class="lead">{lead}</p>
      <dl class="kv">
        <div><dt>公示时间</dt><dd>{period}</dd></div>
        {state && <div class="onscreen"><dt>现在</dt><dd><Tag {...state} /></dd></div>}
        <div><dt>公示人数</dt><dd>{people}</dd></div>
        <div class="whole"><dt>反映方式</dt><dd>{contacts.map((contact) => <p key={contact}>{contact}</p>)}</dd></div>
      </dl>
      <Table caption="受助学生名单" plain rows={rows} rowKey={(row) => row.number} columns={[
        { key: 'number', name: '序号', num: true, cell: (row) => row.number },
        { key: 'name', name: '姓名', first: true, cell: (row) => row.name },
        { key: 'grade', name: '年级', cell: (row) => row.grade },
        { key: 'major', name: '专业', cell: (row) => row.major },
        { key: 'class', name: '班级', cell: (row) => row.class },
      ]} />
      {children}
      <p class="sign">{school}<br />{signedOn}</p>
    </article>
  );
}
