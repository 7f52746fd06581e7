import { z } from 'zod';
import { InputInvalid, type ProductError } from '../lib/errors.js';
import { chosen, deskPage, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { ConfirmPage } from '../web/pages/confirm-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, idParams, version } from '../web/schemas.js';
import { awardOnList } from './award.js';
import { deleteList } from './create-list.js';
import { addStudents, changeTier, changeTiers, removeAward } from './enter-awards.js';
import { submit, takeBack } from './list-acts.js';
import { demandAct } from './guards.js';
import { listOperators, showList } from './pages.js';
import { listCrumbs, listTitle, openDossier } from './views/dossier.js';

const awardParams = z.strictObject({ id, awardId: id });
const people = (listId: number): string => `/award-lists/${listId}?tab=people`;
const backToPeople = (input: Asking & { params: { id: number } }, error: ProductError): Promise<Answer> => showList(input, input.params.id, { tab: 'people' }, refusedOf(input, error));

/** 资助名单录入: students on and off a draft, handing it in, taking it back. */
export const listEntryPages: Route[] = [
  route({
    method: 'post', path: '/award-lists/:id/awards', summary: '把勾选的学生加入名单（页面）', policy: listOperators, audit: '名单添加学生', rate: 'write', params: idParams, query: z.strictObject({ find: blankable(z.string().max(60)) }), answers: { 303: 'html' },
    body: z.strictObject({ studentIds: z.preprocess(chosen, z.array(id).max(200)), tier: blankable(z.string().max(20)) }),
    async handler({ actor, params, query, body }) {
      if (body.studentIds.length === 0) throw new InputInvalid([{ path: 'studentIds', code: 'required', message: '请先勾选要加入的学生。' }]);
      const added = await addStudents(actor, params.id, body);
      const names = added.map(({ student }) => student.name);
      return redirect(`${people(params.id)}${query.find ? `&find=${encodeURIComponent(query.find)}` : ''}#f-find`, `已加入${names.slice(0, 5).join('、')}${names.length > 5 ? `等 ${names.length} 人` : ''}`);
    },
    onRefusal: (input, error) => showList(input, input.params.id, { tab: 'people', find: input.query.find }, refusedOf(input, error)),
  }),
  route({
    method: 'post', path: '/award-lists/:id/tier-changes', summary: '批量修改档次（页面）', policy: listOperators, audit: '名单批量修改档次', rate: 'write', params: idParams, answers: { 303: 'html' },
    body: z.strictObject({ version, tier: z.string().max(20), whose: z.enum(['ticked', 'all']).default('ticked'), awardIds: z.preprocess(chosen, z.array(id).max(200)) }),
    async handler({ actor, params, body: { awardIds, whose, ...body } }) {
      if (whose === 'ticked' && awardIds.length === 0) throw new InputInvalid([{ path: 'awardIds', code: 'required', message: '请先在名单里勾选要改档次的学生，或选“名单上全部学生”。' }]);
      const changed = await changeTiers(actor, params.id, { ...body, awards: whose === 'all' ? 'all' : awardIds });
      return redirect(people(params.id), changed === 0 ? '这些学生本来就是这个档次' : `已修改 ${changed.toLocaleString('en-US')} 人的档次`);
    },
    onRefusal: backToPeople,
  }),
  route({
    method: 'post', path: '/award-lists/:id/awards/:awardId', summary: '修改档次（页面）', policy: listOperators, audit: '名单修改档次', rate: 'write', params: awardParams, body: z.strictObject({ version, tier: z.string().max(20) }), answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      const award = await changeTier(actor, params.id, params.awardId, body);
      return redirect(people(params.id), `已修改${award.student.name}的档次`);
    },
    onRefusal: (input, error) => showList(input, input.params.id, { tab: 'people', award: input.params.awardId }, refusedOf(input, error)),
  }),
  route({
    method: 'post', path: '/award-lists/:id/awards/:awardId/removal', summary: '从名单移除学生（页面）', policy: listOperators, audit: '名单删去学生', rate: 'write', params: awardParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const { student } = await awardOnList(params.id, params.awardId);
      await removeAward(actor, params.id, params.awardId);
      return redirect(people(params.id), `已从名单移除${student.name}`);
    },
    onRefusal: backToPeople,
  }),
  route({
    method: 'post', path: '/award-lists/:id/submission', summary: '提交名单（页面）', policy: listOperators, audit: '提交名单', rate: 'write', params: idParams, body: z.strictObject({ version }), answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      const list = await submit(actor, params.id, body.version);
      return redirect(`/award-lists/${list.id}`, `已提交，${list.people} 人，等学校审核`);
    },
    onRefusal: backToPeople,
  }),
  route({
    method: 'post', path: '/award-lists/:id/submission/removal', summary: '撤回提交（页面）', policy: listOperators, audit: '撤回提交', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const list = await takeBack(actor, params.id);
      return redirect(people(list.id), '已撤回提交，可以修改名单');
    },
    onRefusal: backToPeople,
  }),
  route({
    method: 'get', path: '/award-lists/:id/removal', summary: '删除草稿之前再看一次（页面）', policy: listOperators, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' },
    async handler(input) {
      const { list, facts } = await openDossier(input.actor, input.params.id);
      demandAct('delete', input.actor, facts);
      return deskPage(input, { title: '删除草稿', crumbs: listCrumbs(list, '删除草稿') }, <ConfirmPage
        title={`删除${listTitle(list)} 第${list.batchNo}批`} text={`名单里的 ${list.people.toLocaleString('en-US')} 人会一起删去，不能恢复。学生名册不受影响。`}
        action={`/award-lists/${list.id}/removal`} seal={sealFor(input)} submit="删除这份草稿" cancel={{ label: '不删了', href: `/award-lists/${list.id}` }} />);
    },
    onRefusal: backToPeople,
  }),
  route({
    method: 'post', path: '/award-lists/:id/removal', summary: '删除草稿（页面）', policy: listOperators, audit: '删除名单', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const { list } = await openDossier(actor, params.id);
      await deleteList(actor, params.id);
      return redirect('/award-lists', `已删除草稿：${listTitle(list)} 第${list.batchNo}批`);
    },
    onRefusal: backToPeople,
  }),
];
