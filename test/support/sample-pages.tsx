/** Every page with its sample properties, as the browser would get it. */
import { renderPage } from '../../server/web/layout.js';
import { AuditPage } from '../../server/web/pages/audit-page.js';
import { BoardPage } from '../../server/web/pages/board-page.js';
import { DisbursementPage } from '../../server/web/pages/disbursement-page.js';
import { ErrorPage } from '../../server/web/pages/error-page.js';
import { HomePage } from '../../server/web/pages/home-page.js';
import { ImportPage } from '../../server/web/pages/import-page.js';
import { ListIndexPage } from '../../server/web/pages/list-index-page.js';
import { ListPage } from '../../server/web/pages/list-page.js';
import { ProcessLibraryPage } from '../../server/web/pages/process-library-page.js';
import { ProcessPage } from '../../server/web/pages/process-page.js';
import { renderClosedNotice, renderPublicNotice, renderWallSheet } from '../../server/web/pages/public-notice-page.js';
import { SessionsPage } from '../../server/web/pages/sessions-page.js';
import { SignInPage } from '../../server/web/pages/sign-in-page.js';
import { StudentsPage } from '../../server/web/pages/students-page.js';
import { TaskPage } from '../../server/web/pages/task-page.js';
import { WithdrawalRequestPage } from '../../server/web/pages/withdrawal-request-page.js';
import * as sample from '../../server/web/pages/samples.js';

const grant = [{ label: '首页', href: '/' }, { label: '资助项目管理' }, { label: '国家资助' }, { label: '中职国家助学金' }];

export const samplePages: Record<string, () => string> = {
  'sign-in': () => renderPage({ ...sample.outsideFrame, title: '登录', children: <SignInPage {...sample.signIn} /> }),
  'sign-in-refused': () => renderPage({ ...sample.outsideFrame, title: '登录', children: <SignInPage {...sample.signInRefused} /> }),
  'home-school': () => renderPage({ ...sample.schoolFrame('/'), title: '待办事项', children: <HomePage {...sample.schoolHome} /> }),
  'home-county': () => renderPage({ ...sample.countyFrame('/'), title: '待办事项', flash: { kind: 'done', text: '已确认公示通过：县职教中心 5月助学金第1批', next: { label: '办下一份', href: '/tasks/54' } }, children: <HomePage {...sample.countyHome} /> }),
  'home-idle': () => renderPage({ ...sample.countyFrame('/'), title: '待办事项', children: <HomePage {...sample.idleHome} /> }),
  'list-index': () => renderPage({ ...sample.countyFrame('/award-lists'), title: '资助名单', crumbs: [{ label: '首页', href: '/' }, { label: '资助名单' }], children: <ListIndexPage {...sample.listIndex} /> }),
  'list-index-empty': () => renderPage({ ...sample.countyFrame('/award-lists'), title: '资助名单', children: <ListIndexPage {...sample.listIndex} rows={[]} bulk={undefined} pager={{ text: '没有名单' }} /> }),
  'list': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, crumbs: [...grant, { label: '资助名单公示' }], children: <ListPage {...sample.listPage} /> }),
  'list-entry': () => renderPage({ ...sample.schoolFrame('/grant/entry'), title: sample.listInEntry.title, crumbs: [...grant, { label: '资助名单录入' }], children: <ListPage {...sample.listInEntry} /> }),
  'list-changes': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'changes', ...sample.changes })} /> }),
  'list-notes': () => renderPage({ ...sample.schoolFrame('/grant/entry'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'notes', entries: sample.noteEntries })} /> }),
  'list-note-panel': () => renderPage({ ...sample.countyFrame('/grant/review'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'people', rows: [{ ...sample.awards[3], advice: ['2020年9月入学，学制 2.5 年，2023年3月起为逾期学生。请核实学籍状态。'], note: { label: '1 条待答', href: '/award-lists/1?tab=people&note=4#note', open: true } }], total: { people: '整份名单 312 人', payable: '62,400.00', paid: '—' }, pager: { text: '找到 1 人' }, empty: { title: '没有学生' }, panel: { name: '周建国', detail: '2020级 农业机械使用与维护 1班', warnings: ['2020年9月入学，学制 2.5 年，2023年3月起为逾期学生。请核实学籍状态。'], closeHref: '/award-lists/1?tab=people', notes: { entries: [sample.noteEntries[1]] }, write: { action: '/award-lists/1/awards/4/notes', seal: sample.sampleSeal('note'), value: '', error: '请写明内容。' } } })} /> }),
  'list-files': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'files', files: sample.files, empty: '还没有公示附件', upload: sample.upload })} /> }),
  'list-history': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'history', entries: sample.history })} /> }),
  'list-process': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'process', ...sample.picture })} /> }),
  'list-rounds': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'rounds', rounds: [{ number: '第 1 轮', period: '5月8日至 5月12日', publishedBy: '李秀梅 5月8日 08:55', people: '312', amount: '62,400.00', outcome: { tone: 'bad', icon: 'cross', word: '公示不通过' }, reason: '附件不清楚', sheetHref: '/award-lists/1/rounds/1' }] })} /> }),
  'list-disbursements': () => renderPage({ ...sample.schoolFrame('/grant/disbursement'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'disbursements', records: sample.disbursementPage.records.rows, empty: '还没有发放' })} /> }),
  'task': () => renderPage({ ...sample.countyFrame('/grant/confirmation'), title: '名单公示确认', crumbs: [...grant, { label: '名单公示确认' }], children: <TaskPage {...sample.taskPage} /> }),
  'task-refused': () => renderPage({ ...sample.countyFrame('/grant/confirmation'), title: '名单公示确认', children: <TaskPage {...sample.taskPageRefused} /> }),
  'task-done': () => renderPage({ ...sample.countyFrame('/grant/confirmation'), title: '名单公示确认', children: <TaskPage {...sample.taskDone} /> }),
  'task-publish': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: '资助名单公示', crumbs: [...grant, { label: '资助名单公示' }], children: <TaskPage {...sample.publishTask} /> }),
  'task-publish-refused': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: '资助名单公示', children: <TaskPage {...sample.publishTaskRefused} /> }),
  'task-withdrawal': () => renderPage({ ...sample.countyFrame('/waiver/withdrawal-review'), title: '公示退回审核', children: <TaskPage {...sample.withdrawalReview} /> }),
  'board': () => renderPage({ ...sample.countyFrame('/board'), title: '本月看板', children: <BoardPage {...sample.boardPage} /> }),
  'disbursement': () => renderPage({ ...sample.schoolFrame('/grant/disbursement'), title: '资金发放管理', crumbs: [...grant, { label: '资金发放管理' }], children: <DisbursementPage {...sample.disbursementPage} /> }),
  'withdrawal-request': () => renderPage({ ...sample.schoolFrame('/grant/withdrawal'), title: '申请公示退回', crumbs: [...grant, { label: '申请公示退回' }], children: <WithdrawalRequestPage {...sample.withdrawalRequestPage} /> }),
  'import': () => renderPage({ ...sample.schoolFrame('/waiver/entry'), title: '导入名单', children: <ImportPage {...sample.importPage} /> }),
  'students': () => renderPage({ ...sample.schoolFrame('/students'), title: '学生', crumbs: [{ label: '首页', href: '/' }, { label: '资助业务管理' }, { label: '学生信息管理' }, { label: '学生' }], children: <StudentsPage {...sample.studentsPage} /> }),
  'process-library': () => renderPage({ ...sample.processFrame('/processes'), title: '流程图库', children: <ProcessLibraryPage {...sample.processLibrary} /> }),
  'process': () => renderPage({ ...sample.processFrame('/processes'), title: '中职国家助学金名单', crumbs: [{ label: '流程图库', href: '/processes' }, { label: '中职国家助学金名单' }], children: <ProcessPage {...sample.processPage} /> }),
  'audit': () => renderPage({ ...sample.auditFrame('/audit'), title: '操作留痕', children: <AuditPage {...sample.auditPage} /> }),
  'sessions': () => renderPage({ ...sample.schoolFrame('/sessions'), title: '我的登录', children: <SessionsPage {...sample.sessionsPage} /> }),
  'error-forbidden': () => renderPage({ ...sample.schoolFrame(''), title: '不能办理', children: <ErrorPage {...sample.errorPages.forbidden} /> }),
  'error-not-found': () => renderPage({ ...sample.schoolFrame(''), title: '没有找到', children: <ErrorPage {...sample.errorPages.notFound} /> }),
  'error-conflict': () => renderPage({ ...sample.countyFrame(''), title: '已有变化', children: <ErrorPage {...sample.errorPages.conflict} /> }),
  'error-broken': () => renderPage({ ...sample.countyFrame(''), title: '系统出错', children: <ErrorPage {...sample.errorPages.broken} /> }),
  'notice': () => renderPublicNotice({ ...sample.notice, state: { tone: 'run', icon: 'cal', word: '公示中，还有 2 个工作日' }, pager: { text: '第 1–4 人，共 312 人', next: '/publicity/sample?page=2' }, objectHref: '/publicity/sample/objections' }),
  'notice-closed': () => renderClosedNotice({ version: '3.2.0', message: '这份公示的期限已过，名单不再显示。' }),
  'wall-sheet': () => renderWallSheet({ ...sample.notice, rows: sample.noticePeople, back: '/award-lists/1' }),
};
