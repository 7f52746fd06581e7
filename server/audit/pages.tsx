import { z } from 'zod';
import { row } from '../database.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { formatDate, officeDateOf } from '../values/office-date.js';
import { officeNow } from '../database.js';
import { deskPage } from '../web/desk-page.js';
import { AuditPage, type AuditRow as ShownRow } from '../web/pages/audit-page.js';
import { route, type Route } from '../web/route.js';
import { blankable, date } from '../web/schemas.js';
import { auditEvents, type AuditRow } from './query.js';
import { verifyChains } from './verify.js';

const PAGE = 50;
const kinds: Record<string, string> = { 'award-list': '资助名单', student: '学生', attachment: '公示附件', user: '账号', route: '请求', 'process-definition': '流程版本', incident: '流程异常', import: '导入', inspection: '巡检', 'evidence-pack': '凭据包', organisation: '单位', circular: '通知公告', 'filing-calendar': '填报日历' };
const fieldWords: Record<string, string> = {
  submission: '提交状态', schoolReview: '学校审核状态', authorityReview: '主管部门审核状态', schoolPublicity: '学校公示状态', authorityPublicity: '上级公示状态', withdrawal: '退回申请', round: '公示轮次', start: '公示开始', end: '公示结束',
  batchNo: '批次', programme: '项目', month: '月份', people: '人数', tier: '档次', client: '登录方式', code: '拒绝原因', key: '流程', version: '版本', sha256: '文件指纹', listId: '名单', awardId: '名单人员', studentId: '学生', added: '导入人数', paidOn: '发放日期', channel: '发放方式', amountFen: '金额', attachmentId: '附件', title: '标题', recipients: '发往单位', unread: '未阅单位', worst: '结果', office: '办公室', telephone: '电话',
};

/** 操作留痕 for the auditor and the security administrator: names of fields, never values. */
export const auditPages: Route[] = [
  route({
    method: 'get', path: '/audit', summary: '操作留痕（页面）', policy: { roles: ['auditor', 'security-administrator'] }, audit: null, rate: 'read', answers: { 200: 'html' },
    query: z.strictObject({ who: blankable(z.string().max(64)), act: blankable(z.string().max(60)), outcome: blankable(z.enum(['done', 'denied'])), from: blankable(date), to: blankable(date), cursor: blankable(z.string().max(200)) }),
    async handler(input) {
      const { who, act, outcome, from, to, cursor } = input.query;
      const found = pageOf(await auditEvents({ actorLogin: who, action: act, outcome, from, to, before: decodeCursor(cursor), limit: PAGE + 1 }), PAGE);
      const keep = new URLSearchParams(Object.entries({ who, act, outcome, from, to }).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : [])));
      const broken = await verifyChains(2000);
      const total = (await row<{ n: number }>('SELECT COUNT(*) AS n FROM audit_events'))?.n ?? 0;
      return deskPage(input, { title: '操作留痕', crumbs: [{ label: '首页', href: '/' }, { label: '操作留痕' }] }, (
        <AuditPage
          subtitle={`${formatDate(officeDateOf(await officeNow()))}　只显示改了哪些字段，不显示个人信息的内容`}
          acts={[{ key: 'minors', label: '未成年人信息报告', icon: 'down', href: `/minors-report.xlsx?year=${officeDateOf(await officeNow()).slice(0, 4)}`, allowed: true, unmet: [] }]}
          seal={broken ? { whole: false, title: '有一条记录对不上', text: `第 ${broken.id} 号记录（${broken.chain}）${broken.reason}，请立即报告。` } : { whole: true, title: '最近的记录完整，没有被改动', text: `共 ${total.toLocaleString('en-US')} 条，刚刚核对了最近的记录，首尾相连。` }}
          filters={{ action: '/audit', clearHref: '/audit', filters: [
            { name: 'who', label: '谁（账号）', kind: 'search', value: who }, { name: 'act', label: '做了什么', kind: 'search', value: act, placeholder: '如：公示通过' },
            { name: 'outcome', label: '结果', kind: 'select', value: outcome, options: [{ value: '', label: '不限' }, { value: 'done', label: '已办理' }, { value: 'denied', label: '被拒绝' }] },
            { name: 'from', label: '从', kind: 'date', value: from }, { name: 'to', label: '到', kind: 'date', value: to },
          ] }}
          rows={found.items.map(shown)}
          pager={{ text: `本页 ${found.items.length} 条`, ...(found.nextCursor ? { next: `/audit?${new URLSearchParams([...keep, ['cursor', found.nextCursor]]).toString()}` } : {}), ...(cursor ? { previous: `/audit?${keep.toString()}` } : {}) }}
        />
      ));
    },
  }),
];

const shown = (one: AuditRow): ShownRow => ({
  id: one.id, at: one.at.slice(0, 19).replace('T', ' '), who: one.actor || '—', post: [one.organisation, one.role].filter(Boolean).join('　') || '—', act: one.action,
  object: `${kinds[one.object.kind] ?? one.object.kind}${one.object.id === null ? '' : ` ${one.object.id}`}`, changed: one.fields.map((field) => fieldWords[field] ?? field).join('、') || '—',
  outcome: one.outcome === 'denied' ? { tone: 'bad', icon: 'lock', word: '被拒绝' } : { tone: 'good', icon: 'check', word: '已办理' }, from: one.ip || '—',
});
