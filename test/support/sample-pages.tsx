/** Every page with its sample properties, as the browser would get it. */
import { renderPage } from '../../server/web/layout.js';
import { AbsencesPage } from '../../server/web/pages/absences-page.js';
import { AuditPage } from '../../server/web/pages/audit-page.js';
import { CircularPage, CircularsPage } from '../../server/web/pages/circulars-page.js';
import { OfficeRulesPage } from '../../server/web/pages/office-rules-page.js';
import { DoubtfulListPage, DoubtfulListsPage } from '../../server/web/pages/doubtful-lists-page.js';
import { LoanStatisticsPage } from '../../server/web/pages/loan-statistics-page.js';
import { LoanCapsPage } from '../../server/web/pages/loan-caps-page.js';
import { UpgradeReportPage } from '../../server/web/pages/upgrade-report-page.js';
import { UpgradeRecordPage, UpgradeRecordsPage } from '../../server/web/pages/upgrade-records-page.js';
import { InvariantsPage } from '../../server/web/pages/invariants-page.js';
import { UpgradePage } from '../../server/web/pages/upgrade-page.js';
import { FilingCalendarPage } from '../../server/web/pages/filing-calendar-page.js';
import { ContactPage } from '../../server/web/pages/contact-page.js';
import { BoardPage } from '../../server/web/pages/board-page.js';
import { renderDecisionSheet } from '../../server/web/pages/decision-sheet-page.js';
import { DisbursementPage } from '../../server/web/pages/disbursement-page.js';
import { ErrorPage } from '../../server/web/pages/error-page.js';
import { HomePage } from '../../server/web/pages/home-page.js';
import { ImportPage } from '../../server/web/pages/import-page.js';
import { ListIndexPage } from '../../server/web/pages/list-index-page.js';
import { renderListSheet } from '../../server/web/pages/list-sheet-page.js';
import { ListPage } from '../../server/web/pages/list-page.js';
import { ProcessLibraryPage } from '../../server/web/pages/process-library-page.js';
import { ProcessChangesPage } from '../../server/web/pages/process-changes-page.js';
import { ProcessPage } from '../../server/web/pages/process-page.js';
import { ObjectionContactPage } from '../../server/web/pages/objection-contact-page.js';
import { renderObjectionForm, renderObjectionReceived } from '../../server/web/pages/objection-form-page.js';
import { renderClosedNotice, renderPublicNotice, renderWallSheet } from '../../server/web/pages/public-notice-page.js';
import { SessionsPage } from '../../server/web/pages/sessions-page.js';
import { SignInPage } from '../../server/web/pages/sign-in-page.js';
import { StudentsPage } from '../../server/web/pages/students-page.js';
import { BatchPage, NewBatchPage } from '../../server/web/pages/task-batch-page.js';
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
  'list-objections': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'objections', entries: sample.objectionEntries })} objections={{ title: '公示收到 1 条异议，还没有处理', text: '学校逐条核实、答复。', objections: { entries: [{ ...sample.objectionEntries[0], id: 11, form: { kind: 'overruling', action: '/award-lists/1/objections/1/overruling', seal: sample.sampleSeal('overruling') } }] } }} /> }),
  'objection-contact': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: '异议联系方式', children: <ObjectionContactPage subject={sample.listPage.title} action="/award-lists/1/objections/1/contact" back="/award-lists/1?tab=objections" purpose="" error="请写明用途，至少 4 个字，如“核实反映的情况”。" /> }),
  'objection-contact-shown': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: '异议联系方式', children: <ObjectionContactPage subject={sample.listPage.title} action="/award-lists/1/objections/1/contact" back="/award-lists/1?tab=objections" purpose="核实反映的情况" contact="家长 0398-62001234" /> }),
  'list-note-panel': () => renderPage({ ...sample.countyFrame('/grant/review'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'people', rows: [{ ...sample.awards[3], advice: ['2020年9月入学，学制 2.5 年，2023年3月起为逾期学生。请核实学籍状态。'], note: { label: '1 条待答', href: '/award-lists/1?tab=people&note=4#note', open: true } }], total: { people: '整份名单 312 人', payable: '62,400.00', paid: '—' }, pager: { text: '找到 1 人' }, empty: { title: '没有学生' }, panel: { name: '周建国', detail: '2020级 农业机械使用与维护 1班', warnings: ['2020年9月入学，学制 2.5 年，2023年3月起为逾期学生。请核实学籍状态。'], closeHref: '/award-lists/1?tab=people', notes: { entries: [sample.noteEntries[1]] }, write: { action: '/award-lists/1/awards/4/notes', seal: sample.sampleSeal('note'), value: '', error: '请写明内容。' } } })} /> }),
  'list-files': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'files', files: sample.files, empty: '还没有公示附件', upload: sample.upload })} /> }),
  'list-history': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'history', entries: sample.history })} /> }),
  'list-process': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'process', ...sample.picture })} /> }),
  'list-rounds': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'rounds', rounds: [{ number: '第 1 轮', period: '5月8日至 5月12日', publishedBy: '李秀梅 5月8日 08:55', people: '312', amount: '62,400.00', outcome: { tone: 'bad', icon: 'cross', word: '公示不通过' }, reason: '附件不清楚', sheetHref: '/award-lists/1/rounds/1' }] })} /> }),
  'list-disbursements': () => renderPage({ ...sample.schoolFrame('/grant/disbursement'), title: sample.listPage.title, children: <ListPage {...sample.listPageAt({ key: 'disbursements', records: sample.disbursementPage.records.rows, empty: '还没有发放' })} /> }),
  'task': () => renderPage({ ...sample.countyFrame('/grant/confirmation'), title: '名单公示确认', crumbs: [...grant, { label: '名单公示确认' }], children: <TaskPage {...sample.taskPage} /> }),
  'task-vote': () => renderPage({ ...sample.countyFrame('/tasks'), title: '三级会签', children: <TaskPage {...sample.taskVote} /> }),
  'absences': () => renderPage({ ...sample.countyFrame('/delegations'), title: '委托、抄送和常用语', children: <AbsencesPage {...sample.absences} /> }),
  'task-batch-new': () => renderPage({ ...sample.countyFrame('/tasks'), title: '批量办理', children: <NewBatchPage {...sample.newBatch} /> }),
  'task-batch': () => renderPage({ ...sample.countyFrame('/tasks'), title: '批量办理', children: <BatchPage {...sample.batch} /> }),
  'task-refused': () => renderPage({ ...sample.countyFrame('/grant/confirmation'), title: '名单公示确认', children: <TaskPage {...sample.taskPageRefused} /> }),
  'task-done': () => renderPage({ ...sample.countyFrame('/grant/confirmation'), title: '名单公示确认', children: <TaskPage {...sample.taskDone} /> }),
  'task-publish': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: '资助名单公示', crumbs: [...grant, { label: '资助名单公示' }], children: <TaskPage {...sample.publishTask} /> }),
  'task-publish-refused': () => renderPage({ ...sample.schoolFrame('/grant/publicity'), title: '资助名单公示', children: <TaskPage {...sample.publishTaskRefused} /> }),
  'task-withdrawal': () => renderPage({ ...sample.countyFrame('/waiver/withdrawal-review'), title: '公示退回审核', children: <TaskPage {...sample.withdrawalReview} /> }),
  'board': () => renderPage({ ...sample.countyFrame('/board'), title: '本月看板', children: <BoardPage {...sample.boardPage} /> }),
  'disbursement': () => renderPage({ ...sample.schoolFrame('/grant/disbursement'), title: '资金发放管理', crumbs: [...grant, { label: '资金发放管理' }], children: <DisbursementPage {...sample.disbursementPage} /> }),
  'withdrawal-request': () => renderPage({ ...sample.schoolFrame('/grant/withdrawal'), title: '申请公示退回', crumbs: [...grant, { label: '申请公示退回' }], children: <WithdrawalRequestPage {...sample.withdrawalRequestPage} /> }),
  'import': () => renderPage({ ...sample.schoolFrame('/waiver/entry'), title: '导入名单', children: <ImportPage {...sample.importPage} /> }),
  'import-running': () => renderPage({ ...sample.schoolFrame('/waiver/entry'), title: '导入名单', children: <ImportPage {...sample.importRunning} /> }),
  'import-match': () => renderPage({ ...sample.schoolFrame('/waiver/entry'), title: '导入贷款信息', children: <ImportPage {...sample.importMatch} /> }),
  'circulars': () => renderPage({ ...sample.countyFrame('/circulars'), title: '通知公告', children: <CircularsPage {...sample.circulars} /> }),
  'circular': () => renderPage({ ...sample.schoolFrame('/circulars'), title: sample.circularToRead.title, children: <CircularPage {...sample.circularToRead} /> }),
  'circular-sent': () => renderPage({ ...sample.countyFrame('/circulars'), title: sample.circularSent.title, children: <CircularPage {...sample.circularSent} /> }),
  'office-rules': () => renderPage({ ...sample.schoolFrame('/policies'), title: '办理规则', children: <OfficeRulesPage {...sample.officeRulesPage} /> }),
  'office-rules-workdays': () => renderPage({ ...sample.schoolFrame('/policies'), title: '办理规则', children: <OfficeRulesPage {...sample.workdaysPage} /> }),
  'upgrade': () => renderPage({ ...sample.countyFrame('/upgrade'), title: '升级说明', children: <UpgradePage {...sample.upgradePage} /> }),
  'upgrade-record': () => renderPage({ ...sample.countyFrame('/upgrade-record'), title: '升级登记', children: <UpgradeRecordPage {...sample.upgradeRecordPage} /> }),
  'upgrade-records': () => renderPage({ ...sample.countyFrame('/upgrade-records'), title: '各省升级情况', children: <UpgradeRecordsPage {...sample.upgradeRecordsPage} /> }),
  'invariants': () => renderPage({ ...sample.auditFrame('/invariants'), title: '账目核对', children: <InvariantsPage {...sample.invariantsPage} /> }),
  'doubtful-lists': () => renderPage({ ...sample.schoolFrame('/doubtful-lists'), title: '旧系统名单核实', children: <DoubtfulListsPage {...sample.doubtLists} /> }),
  'doubtful-list': () => renderPage({ ...sample.countyFrame('/doubtful-lists'), title: '旧系统名单核实', children: <DoubtfulListPage {...sample.doubtPage} /> }),
  'upgrade-report': () => renderPage({ ...sample.auditFrame('/upgrade-report'), title: '旧库转入报告', children: <UpgradeReportPage {...sample.upgradeReport} /> }),
  'loan-overview': () => renderPage({ ...sample.countyFrame('/loans/overview'), title: '贷款信息查看', children: <LoanStatisticsPage {...sample.loanOverview} /> }),
  'loan-caps': () => renderPage({ ...sample.countyFrame('/loan-caps'), title: '发放金额上限', children: <LoanCapsPage {...sample.loanCaps} /> }),
  'filing-calendar': () => renderPage({ ...sample.countyFrame('/filing-calendar'), title: '填报日历', children: <FilingCalendarPage {...sample.filingCalendarPage} /> }),
  'contact': () => renderPage({ ...sample.schoolFrame('/'), title: '本单位联系方式', children: <ContactPage {...sample.contactPage} /> }),
  'students': () => renderPage({ ...sample.schoolFrame('/students'), title: '学生', crumbs: [{ label: '首页', href: '/' }, { label: '资助业务管理' }, { label: '学生信息管理' }, { label: '学生' }], children: <StudentsPage {...sample.studentsPage} /> }),
  'process-library': () => renderPage({ ...sample.processFrame('/processes'), title: '流程图库', children: <ProcessLibraryPage {...sample.processLibrary} /> }),
  'process-changes': () => renderPage({ ...sample.processFrame('/processes'), title: '中职国家助学金名单的不同', children: (
    <ProcessChangesPage name="中职国家助学金名单" version="第 5 版" from="第 4 版" back="/processes/vocational-grant/5" others={[{ label: '第 4 版', href: '?from=4', current: true }, { label: '第 3 版', href: '?from=3' }]} after={sample.picture} differences={[
      { id: 'school-review', kind: 'changed', name: '用户任务“学校审核”', words: ['办理时限：由“2 个工作日”改为“4 个工作日”'] }, { id: 'city-confirm', kind: 'added', name: '用户任务“市级公示确认”', words: ['由谁办：主管部门业务操作人员（市级）', '办理时限：3 个工作日'] },
      { id: 'old', kind: 'removed', name: '用户任务“县级复核”', words: [] }, { id: 'publish-list', kind: 'moved', name: '用户任务“资助名单公示”', words: ['只换了位置或大小'] },
    ]} />
  ) }),
  'process': () => renderPage({ ...sample.processFrame('/processes'), title: '中职国家助学金名单', crumbs: [{ label: '流程图库', href: '/processes' }, { label: '中职国家助学金名单' }], children: <ProcessPage {...sample.processPage} /> }),
  'audit': () => renderPage({ ...sample.auditFrame('/audit'), title: '操作留痕', children: <AuditPage {...sample.auditPage} /> }),
  'sessions': () => renderPage({ ...sample.schoolFrame('/sessions'), title: '我的登录', children: <SessionsPage {...sample.sessionsPage} /> }),
  'error-forbidden': () => renderPage({ ...sample.schoolFrame(''), title: '不能办理', children: <ErrorPage {...sample.errorPages.forbidden} /> }),
  'error-not-found': () => renderPage({ ...sample.schoolFrame(''), title: '没有找到', children: <ErrorPage {...sample.errorPages.notFound} /> }),
  'error-conflict': () => renderPage({ ...sample.countyFrame(''), title: '已有变化', children: <ErrorPage {...sample.errorPages.conflict} /> }),
  'error-broken': () => renderPage({ ...sample.countyFrame(''), title: '系统出错', children: <ErrorPage {...sample.errorPages.broken} /> }),
  'notice': () => renderPublicNotice({ ...sample.notice, state: { tone: 'run', icon: 'cal', word: '公示中，还有 2 个工作日' }, pager: { text: '第 1–4 人，共 312 人', next: '/publicity/sample?page=2' }, objectHref: '/publicity/sample/objections' }),
  'notice-objection': () => renderObjectionForm(sample.objectionForm),
  'notice-objection-received': () => renderObjectionReceived({ version: '3.2.0', receipt: '7C02A9F1', back: '/publicity/sample', contacts: sample.notice.contacts }),
  'notice-closed': () => renderClosedNotice({ version: '3.2.0', message: '这份公示的期限已过，名单不再显示。' }),
  'wall-sheet-decision': () => renderDecisionSheet(sample.decisionSheet),
  'wall-sheet-list': () => renderListSheet(sample.listSheet),
  'wall-sheet': () => renderWallSheet({ ...sample.notice, rows: sample.noticePeople, back: '/award-lists/1' }),
};
