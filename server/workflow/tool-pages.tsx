import { z } from 'zod';
import { officeNow } from '../database.js';
import { InputInvalid, type ProductError } from '../lib/errors.js';
import { businessRoles } from '../values/actor.js';
import { addDays, officeDateOf } from '../values/office-date.js';
import { deskPage, refusalLines, refusedOf, sealFor, typedText, type Asking } from '../web/desk-page.js';
import { AbsencesPage } from '../web/pages/absences-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, date, id, idParams, remark } from '../web/schemas.js';
import { dayWords, momentWords, periodWords } from '../web/time-words.js';
import { beginAbsence, endAbsence, ownAbsences } from './absences.js';
import { addPhrase, phrasesFor, removePhrase } from './opinion-phrases.js';
import { admitTaskFile, attachToTask, downloadTaskFile, removeTaskFile } from './task-attachments.js';
import { copyTask, ownCopies, readCopies } from './task-copies.js';
import { colleagueName, colleaguesOf } from './task-form.js';
import { returnTask } from './return-task.js';
import { showTask } from './task-pages.js';
import { fileParams, taskScope } from './tool-routes.js';
import { askSigner, claimTask, releaseTask, removeSigner, signTask, transferTask } from './use-task-tool.js';

const policy = { roles: businessRoles, scope: taskScope };
const signerParams = idParams.extend({ signerId: id });
const done = (taskId: number, words: string): Answer => redirect(`/tasks/${taskId}`, words);
const refused = (input: Asking & { params: { id: number } }, error: ProductError): Promise<Answer> => showTask(input, {}, error);

/** 委托、抄送和常用语 of the viewer. */
async function showAbsences(input: Asking, error?: ProductError): Promise<Answer> {
  const { actor } = input;
  const today = officeDateOf(await officeNow());
  const wrong = error && refusedOf(input, error);
  const typed = (name: string): string | undefined => typedText(wrong?.typed, name);
  const act = (key: string, label: string, href: string) => ({ key, label, href, allowed: true, unmet: [], seal: sealFor(input) });
  const colleagues = (await colleaguesOf(actor.organisation.id)).filter((one) => one.id !== actor.userId);
  const inForm = (name: string): boolean => wrong !== undefined && typed(name) !== undefined;
  return deskPage(input, { title: '委托、抄送和常用语', crumbs: [{ label: '首页', href: '/' }, { label: '委托、抄送和常用语' }] }, (
    <AbsencesPage
      subtitle={actor.organisation.name}
      absences={(await ownAbsences(actor)).map((one) => ({
        id: one.id, who: `${one.standIn.name}代${one.absent.name}`, period: periodWords(one.from, one.until, today), scope: one.taskKey ?? '全部事项', reason: one.reason ?? '—',
        tag: one.ended || one.until < today ? { tone: 'idle', icon: 'minus', word: '已结束' } : one.from > today ? { tone: 'run', icon: 'clock', word: '还没开始' } : { tone: 'good', icon: 'check', word: '正在代办' },
        ...(one.absent.id === actor.userId && !one.ended && one.until >= today ? { end: act(`end-${one.id}`, '结束', `/delegations/${one.id}/removal`) } : {}),
      }))}
      {...(colleagues.length > 0 ? { begin: {
        id: 'absence', title: '请人代办', action: '/delegations', seal: sealFor(input), submit: '委托他代办', errors: inForm('from') ? refusalLines(wrong, { standInId: '由谁代办', from: '从哪天', until: '到哪天' }, { 'no-such-colleague': 'standInId', 'already-absent': 'from' }) : [],
        footnote: '现在等您办理的和这段时间新来的都由他代办；经办和审核不能是同一个人，这条照旧。',
        fields: [
          { name: 'standInId', label: '由谁代办', kind: 'select', required: true, value: typed('standInId'), options: [{ value: '', label: '请选择' }, ...colleagues.map((one) => ({ value: String(one.id), label: colleagueName(one) }))] },
          { name: 'from', label: '从哪天', kind: 'date', required: true, value: typed('from') ?? today, min: today }, { name: 'until', label: '到哪天', kind: 'date', required: true, value: typed('until') ?? addDays(today, 7), min: today },
          { name: 'reason', label: '原因', kind: 'text', maxLength: 200, value: typed('reason') },
        ],
      } } : {})}
      copies={(await ownCopies(actor)).map((one) => ({
        id: one.id, name: one.task.name, href: `/tasks/${one.task.id}`, by: one.sentBy, at: momentWords(one.sentAt, today), tag: one.readAt ? { tone: 'idle', icon: 'check', word: `${dayWords(officeDateOf(one.readAt), today)}已读` } : { tone: 'mine', icon: 'info', word: '未读' },
        ...(one.readAt ? {} : { read: act(`read-${one.id}`, '标为已读', `/task-copies/${one.id}/read`) }),
      }))}
      phrases={(await phrasesFor(actor)).map((one) => ({ id: one.id, phrase: one.phrase, whose: one.own ? '我的' : '本单位的', remove: act(`phrase-${one.id}`, '删去', `/opinion-phrases/${one.id}/removal`) }))}
      add={{
        id: 'phrase', title: '添加常用语', action: '/opinion-phrases', seal: sealFor(input), submit: '添加', errors: inForm('phrase') ? refusalLines(wrong, { phrase: '常用语', for: '给谁用' }, { 'role-not-allowed': 'for', 'too-many-phrases': 'phrase' }) : [],
        fields: [{ name: 'phrase', label: '常用语', kind: 'text', required: true, maxLength: 100, value: typed('phrase') }, { name: 'for', label: '给谁用', kind: 'select', value: typed('for') ?? 'me', options: [{ value: 'me', label: '自己' }, { value: 'office', label: '本单位' }] }],
      }}
    />
  ));
}

/** The forms of 更多办理 on the task page, and the page of absences, copies and phrases. */
export const taskToolPages: Route[] = [
  route({ method: 'post', path: '/tasks/:id/claim', summary: '领办（页面）', policy, audit: '领办', rate: 'write', params: idParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await claimTask(actor, params.id); return done(params.id, '已领办，同事不用再办'); }, onRefusal: refused }),
  route({ method: 'post', path: '/tasks/:id/claim/removal', summary: '放回（页面）', policy, audit: '放回', rate: 'write', params: idParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await releaseTask(actor, params.id); return done(params.id, '已放回，同岗位的人都可以办'); }, onRefusal: refused }),
  route({ method: 'post', path: '/tasks/:id/transfer', summary: '转办（页面）', policy, audit: '转办', rate: 'write', params: idParams, body: z.strictObject({ userId: id, reason: blankable(z.string().max(200)) }), answers: { 303: 'html' },
    handler: async ({ actor, params, body }) => { await transferTask(actor, params.id, body.userId, body.reason); return done(params.id, '已转办，对方会收到消息'); }, onRefusal: refused }),
  route({ method: 'post', path: '/tasks/:id/return', summary: '退回到前面的环节（页面）', policy, audit: '退回', rate: 'write', params: idParams, body: z.strictObject({ version: z.coerce.number().int(), to: z.string().max(64), remark: z.string().trim().min(1, '请写明退回的原因。').max(1000) }), answers: { 303: 'html' },
    handler: async ({ actor, params, body }) => { await returnTask(actor, params.id, body); return done(params.id, '已退回，前面的环节会重新办理'); }, onRefusal: refused }),
  route({ method: 'post', path: '/tasks/:id/delegation', summary: '委派（页面）', policy, audit: '委派', rate: 'write', params: idParams, body: z.strictObject({ userId: id, question: blankable(z.string().max(500)) }), answers: { 303: 'html' },
    handler: async ({ actor, params, body }) => { await askSigner(actor, params.id, { ...body, kind: 'delegation' }); return done(params.id, '已委派，他办完会回到您这里'); }, onRefusal: refused }),
  route({ method: 'post', path: '/tasks/:id/additional-signers', summary: '加签（页面）', policy, audit: '加签', rate: 'write', params: idParams, body: z.strictObject({ userId: id, position: z.enum(['before', 'after']), question: blankable(z.string().max(500)) }), answers: { 303: 'html' },
    handler: async ({ actor, params, body: { position, ...asked } }) => { await askSigner(actor, params.id, { ...asked, kind: position }); return done(params.id, '已请他会签，对方会收到消息'); }, onRefusal: refused }),
  route({ method: 'post', path: '/tasks/:id/additional-signers/:signerId/removal', summary: '减签或收回委派（页面）', policy, audit: '减签', rate: 'write', params: signerParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await removeSigner(actor, params.id, params.signerId); return done(params.id, '已减去，不再等他的意见'); }, onRefusal: refused }),
  route({ method: 'post', path: '/tasks/:id/signature', summary: '出具会签意见（页面）', policy, audit: '出具会签意见', rate: 'write', params: idParams, body: z.strictObject({ agrees: z.enum(['true', 'false']), opinion: blankable(remark) }), answers: { 303: 'html' },
    handler: async ({ actor, params, body }) => { await signTask(actor, params.id, { agrees: body.agrees === 'true', opinion: body.opinion }); return done(params.id, '您的意见已提交'); }, onRefusal: refused }),
  route({ method: 'post', path: '/tasks/:id/copies', summary: '抄送（页面）', policy, audit: '抄送', rate: 'write', params: idParams, body: z.strictObject({ userId: id }), answers: { 303: 'html' },
    handler: async ({ actor, params, body }) => { await copyTask(actor, params.id, [body.userId]); return done(params.id, '已抄送，对方会收到消息'); }, onRefusal: refused }),
  route({ method: 'post', path: '/tasks/:id/attachments', summary: '添加办理附件（页面）', policy, audit: '添加办理附件', rate: 'upload', params: idParams, upload: 'file', answers: { 303: 'html' },
    async prepare({ actor, params, file }) {
      if (!file || file.name === '') throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
      return admitTaskFile(actor, params.id, file);
    },
    handler: async ({ actor, params, prepared }) => done(params.id, `已添加附件“${(await attachToTask(actor, params.id, prepared)).name}”`), onRefusal: refused }),
  route({ method: 'get', path: '/tasks/:id/attachments/:attachmentId', summary: '下载办理附件（页面）', policy, audit: '下载办理附件', rate: 'read', params: fileParams, answers: { 200: 'file' },
    handler: async ({ actor, params }) => ({ kind: 'file', ...(await downloadTaskFile(actor, params.id, params.attachmentId)) }) }),
  route({ method: 'post', path: '/tasks/:id/attachments/:attachmentId/removal', summary: '删除自己添加的办理附件（页面）', policy, audit: '删除办理附件', rate: 'write', params: fileParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await removeTaskFile(actor, params.id, params.attachmentId); return done(params.id, '已删除附件'); }, onRefusal: refused }),
  route({ method: 'get', path: '/delegations', summary: '委托、抄送和常用语（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showAbsences(input) }),
  route({ method: 'post', path: '/delegations', summary: '请假委托（页面）', policy: { roles: businessRoles }, audit: '请假委托', rate: 'write', body: z.strictObject({ standInId: id, from: date, until: date, reason: blankable(z.string().max(200)) }), answers: { 303: 'html' },
    handler: async ({ actor, body }) => { await beginAbsence(actor, body); return redirect('/delegations', '已委托，这段时间由他代办'); }, onRefusal: (input, error) => showAbsences(input, error) }),
  route({ method: 'post', path: '/delegations/:id/removal', summary: '结束请假委托（页面）', policy: { roles: businessRoles }, audit: '结束请假委托', rate: 'write', params: idParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await endAbsence(actor, params.id); return redirect('/delegations', '委托已结束，以后由您自己办理'); }, onRefusal: (input, error) => showAbsences(input, error) }),
  route({ method: 'post', path: '/task-copies/:id/read', summary: '把一份抄送标为已读（页面）', policy: { roles: businessRoles }, audit: '阅读抄送', rate: 'write', params: idParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await readCopies(actor, [params.id]); return redirect('/delegations', '已标为已读'); }, onRefusal: (input, error) => showAbsences(input, error) }),
  route({ method: 'post', path: '/opinion-phrases', summary: '添加意见常用语（页面）', policy: { roles: businessRoles }, audit: '添加意见常用语', rate: 'write', body: z.strictObject({ phrase: z.string().trim().min(1).max(100), for: z.enum(['me', 'office']).default('me') }), answers: { 303: 'html' },
    handler: async ({ actor, body }) => { await addPhrase(actor, body.phrase, body.for); return redirect('/delegations', '已添加'); }, onRefusal: (input, error) => showAbsences(input, error) }),
  route({ method: 'post', path: '/opinion-phrases/:id/removal', summary: '删去意见常用语（页面）', policy: { roles: businessRoles }, audit: '删去意见常用语', rate: 'write', params: idParams, answers: { 303: 'html' },
    handler: async ({ actor, params }) => { await removePhrase(actor, params.id); return redirect('/delegations', '已删去'); }, onRefusal: (input, error) => showAbsences(input, error) }),
];
