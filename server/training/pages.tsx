import { z } from 'zod';
import { attachmentAccept } from '../attachments/kinds.js';
import { audienceWords, circularForm, levelsOfChoice, rolesOfChoice } from '../circulars/audience.js';
import { workdayNow } from '../circulars/urge-reading.js';
import { officeNow } from '../database.js';
import { bytesInWords } from '../lib/bytes-in-words.js';
import { InputInvalid, type ProductError } from '../lib/errors.js';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { organisationInScope } from '../organisations/organisation.js';
import { businessRoles, isSchool, roleNames, type Actor } from '../values/actor.js';
import { formatDate, formatInstant, officeDateOf, officeIso } from '../values/office-date.js';
import { educationStages } from '../values/stage.js';
import type { OfferedAct } from '../web/components/act.js';
import { Card, FormCard, PageHead } from '../web/components/card.js';
import { KeyValues } from '../web/components/facts.js';
import type { FieldProps } from '../web/components/field.js';
import { Files } from '../web/components/files.js';
import { Tabs } from '../web/components/filters.js';
import { Word } from '../web/components/icon.js';
import { NextStep, Note, type NextStepProps } from '../web/components/note.js';
import { ProgressBar } from '../web/components/progress-bar.js';
import { QrCode } from '../web/components/qr-code.js';
import { Pager, Table } from '../web/components/table.js';
import { Tag, type TagProps } from '../web/components/tag.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, idParams } from '../web/schemas.js';
import { recordsSheet } from '../web/spreadsheet.js';
import { momentWords } from '../web/time-words.js';
import { beginsAt, coverageBelow, coveragePeople, demandBelow, type CoveragePerson } from './coverage.js';
import { cancelTraining, changeTraining, publishTraining, signIn, signInLate, urgeSigningIn } from './hold-training.js';
import { helpPages } from './help-pages.js';
import { addMaterial, admitMaterial, downloadMaterial, materialsOf, whyNotAddMaterial } from './materials.js';
import { readAgenda, shareOf } from './rules.js';
import { changedTraining, link, moment, password, place, reason, standingOf, standingWords, title, trainingScope, words } from './schemas.js';
import { organisers, passwordOf, trainingInScope, trainingsOf, type Training } from './training.js';

const PAGE = 30;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const crumbs = [{ label: '首页', href: '/' }, { label: '培训', href: '/trainings' }];
const readers = { roles: businessRoles, scope: trainingScope };
const holders = { roles: organisers, scope: trainingScope };
type OfOne = Asking & { params: { id: number } };

const holds = (actor: Actor, one: Training): boolean => one.from.id === actor.organisation.id && organisers.includes(actor.role);
function tagOf(one: Training, now: Date): TagProps {
  const standing = standingOf(one, now);
  const tones: Record<typeof standing, Pick<TagProps, 'tone' | 'icon'>> = { signed: { tone: 'good', icon: 'check' }, open: { tone: 'mine', icon: 'bell' }, early: { tone: 'run', icon: 'clock' }, closed: { tone: 'bad', icon: 'warn' }, cancelled: { tone: 'idle', icon: 'minus' }, 'not-invited': { tone: 'idle', icon: 'info' } };
  return { ...tones[standing], word: one.cancelledAt ? '已取消' : standingWords[standing] };
}
const windowWords = (one: Training): string => `${formatInstant(one.signFrom)} 至 ${formatInstant(one.signUntil)}`;

async function showAll(input: Asking, query: { box?: 'received' | 'held'; cursor?: string }): Promise<Answer> {
  const { actor } = input;
  const box = query.box ?? (actor.organisation.level === 'central' ? 'held' : 'received');
  const now = await officeNow();
  const { items, nextCursor } = pageOf(await trainingsOf(actor, box, { before: decodeCursor(query.cursor), limit: PAGE + 1 }), PAGE);
  const publish: OfferedAct[] = organisers.includes(actor.role) ? [{ key: 'publish', label: '组织培训', icon: 'plus', tone: 'main', href: '/trainings/new', allowed: true, unmet: [] }] : [];
  return deskPage(input, { title: '培训', crumbs: [crumbs[0], { label: '培训' }] }, (
    <>
      <PageHead title="培训" subtitle="日程、直播入口和线上签到。不漏一地、不漏一校、不漏一人。" acts={publish} />
      {!isSchool(actor) && <Tabs label="培训" tabs={[{ label: '要参加的', href: '/trainings?box=received', current: box === 'received' }, { label: '本单位组织的', href: '/trainings?box=held', current: box === 'held' }]} />}
      <Card flush>
        <Table caption="培训" rows={items} rowKey={(one) => one.id} empty={box === 'held' ? { title: '还没有组织过培训' } : { title: '没有要参加的培训', text: '上级主管部门组织的培训会在这里，也会在消息里告诉您。' }} columns={[
          { key: 'title', name: '名称', first: true, cell: (one) => <><a href={`/trainings/${one.id}`}>{one.title}</a><span class="s">{one.from.name}</span></> },
          { key: 'days', name: '日期', cell: (one) => [...new Set(one.slots.map(({ heldOn }) => heldOn))].map(formatDate).join('、') },
          { key: 'window', name: '签到时间', cell: windowWords },
          box === 'held' ? { key: 'signed', name: '已签到（人）', num: true, cell: (one) => `${one.signed.toLocaleString('en-US')} / ${one.invited.toLocaleString('en-US')}` } : { key: 'state', name: '您', cell: (one) => <Tag {...tagOf(one, now)} /> },
        ]} />
        <Pager text={`本页 ${items.length} 次`} {...(nextCursor ? { next: `/trainings?box=${box}&cursor=${nextCursor}` } : {})} />
      </Card>
    </>
  ));
}

async function formFields(actor: Actor): Promise<FieldProps[]> {
  const audience = (await circularForm(actor)).filter(({ name }) => ['withinId', 'to', 'stage', 'posts'].includes(name)).map((field) => (field.name === 'to' ? { ...field, label: '给哪些单位' } : field));
  return [
    { name: 'title', label: '名称', required: true, maxLength: 80, full: true },
    { name: 'body', label: '说明', kind: 'textarea', rows: 4, maxLength: 5000, full: true, hint: '准备什么、先看什么。不要写学生的姓名、证件号、卡号。' },
    { name: 'slots', label: '日程', kind: 'textarea', rows: 6, required: true, full: true, maxLength: 8000, hint: '一段一行：日期 开始-结束 内容 | 培训对象。例如：2023-04-18 09:00-10:30 系统新增功能 | 学校业务操作人员' },
    { name: 'link', label: '直播链接', maxLength: 300, hint: '只有参训人员看得到，页面上有二维码。' }, { name: 'password', label: '会议密码', maxLength: 40, hint: '加密保存，不进消息。' }, { name: 'place', label: '现场地点', maxLength: 120 },
    { name: 'signFrom', label: '签到开始', kind: 'datetime', required: true }, { name: 'signUntil', label: '签到结束', kind: 'datetime', required: true },
    ...audience,
  ];
}
const labels = { title: '名称', body: '说明', slots: '日程', link: '直播链接', password: '会议密码', place: '现场地点', signFrom: '签到开始', signUntil: '签到结束', withinId: '范围', to: '给哪些单位', stage: '哪一学段的学校', posts: '哪些人', reason: '原因', userId: '谁' };

async function showForm(input: Asking, error?: ProductError): Promise<Answer> {
  const refused = error && refusedOf(input, error);
  return deskPage(input, { title: '组织培训', crumbs: [...crumbs, { label: '组织培训' }] }, (
    <>
      <PageHead title="组织培训" subtitle={input.actor.organisation.name} />
      <FormCard title="培训" action="/trainings" seal={sealFor(input)} submit="发布" cancel={{ label: '不发了', href: '/trainings' }} fields={asTyped(await formFields(input.actor), refused)} errors={refusalLines(refused, labels, { 'not-below': 'to' })} footnote="发布后参训人员马上收到消息。链接、密码、地点和签到时间以后还能改，改了也会告诉他们；资料在发布后的页面上添加。" />
    </>
  ));
}

/** A moment for a form's own control. */
const typed = (at: Date): string => officeIso(at).slice(0, 16);

async function showOne(input: OfOne, form?: string, error?: ProductError): Promise<Answer> {
  const { actor } = input;
  const one = await trainingInScope(actor, input.params.id);
  const now = await officeNow();
  const secret = await passwordOf(one.id);
  const href = `/trainings/${one.id}`;
  const refused = error && refusedOf(input, error);
  const at = (which: string) => (form === which ? refused : undefined);
  const own = holds(actor, one);
  const today = officeDateOf(now);
  return deskPage(input, { title: one.title, crumbs: [...crumbs, { label: one.title }] }, (
    <>
      <PageHead title={one.title} tag={tagOf(one, now)} subtitle={`${one.from.name}　${one.author} ${formatInstant(one.publishedAt)} 发布`} acts={organisers.includes(actor.role) ? [{ key: 'coverage', label: '签到情况', icon: 'list', href: `${href}/coverage`, allowed: true, unmet: [] }] : []} printable />
      <div class="stackv">
        {refused && !form && <Note tone="bad" title="没有办成" alert>{refused.message}</Note>}
        {one.cancelledAt ? <Note tone="bad" title="培训已经取消">{one.reason}</Note> : <NextStep {...(one.invitedSelf ? signStep(input, one, now) : await urgeStep(input, one, now))} />}
        <Card title="日程" flush>
          <Table caption="日程" rows={one.slots} rowKey={(slot) => `${slot.heldOn}${slot.begins}${slot.topic}`} columns={[
            { key: 'when', name: '时间', first: true, cell: (slot) => `${formatDate(slot.heldOn)} ${slot.begins}–${slot.ends}` }, { key: 'topic', name: '内容', cell: (slot) => slot.topic }, { key: 'audience', name: '培训对象', cell: (slot) => slot.audience || '全体' },
          ]} />
        </Card>
        {one.body && <Card title="说明">{one.body.split(/\r?\n/).filter((line) => line.trim() !== '').map((line, index) => <p key={index}>{line}</p>)}</Card>}
        <Card title="怎样参加" flush>
          <KeyValues pairs={[
            ...(one.link ? [{ name: '直播链接', value: <a href={one.link} rel="noreferrer">{one.link}</a> }, { name: '会议密码', value: secret ?? '没有密码' }, { name: '手机扫码', value: <QrCode text={one.link} label="直播入口的二维码" size={160} /> }] : []),
            ...(one.place ? [{ name: '现场地点', value: one.place }] : []), { name: '签到时间', value: windowWords(one) }, { name: '参训人员', value: audienceWords(one.audience) },
            ...(own ? [{ name: '已签到', value: `${one.signed.toLocaleString('en-US')} 人，共 ${one.invited.toLocaleString('en-US')} 人` }] : []),
          ]} />
        </Card>
        <Materials input={input} one={one} files={await materialsOf(one.id)} today={today} refused={at('materials')} />
        {own && !one.cancelledAt && one.signUntil > now && (
          <>
            <FormCard folded={!at('change')} title="修改安排" action={`${href}/arrangement`} seal={sealFor(input, one.version)} submit="保存并通知参训人员" errors={refusalLines(at('change'), labels)} fields={asTyped([
              { name: 'link', label: '直播链接', maxLength: 300, value: one.link }, { name: 'password', label: '会议密码', maxLength: 40, value: secret ?? '' }, { name: 'place', label: '现场地点', maxLength: 120, value: one.place }, { name: 'signFrom', label: '签到开始', kind: 'datetime', required: true, value: typed(one.signFrom) }, { name: 'signUntil', label: '签到结束', kind: 'datetime', required: true, value: typed(one.signUntil) },
            ], at('change'))} />
            <FormCard folded={!at('cancel')} title="取消培训" action={`${href}/cancellation`} seal={sealFor(input)} submit="取消培训" danger errors={refusalLines(at('cancel'), labels)} fields={asTyped([{ name: 'reason', label: '原因', required: true, maxLength: 200, full: true }], at('cancel'))} footnote="参训人员会收到消息和原因。" />
          </>
        )}
      </div>
    </>
  ));
}

function Materials({ input, one, files, today, refused }: { input: Asking; one: Training; files: Awaited<ReturnType<typeof materialsOf>>; today: string; refused?: ReturnType<typeof refusedOf> }) {
  const adds = whyNotAddMaterial(input.actor, one) === null;
  if (files.length === 0 && !adds) return null;
  const page = (path: string | null): string => (path ? helpPages().find((topic) => topic.path === path)?.title ?? path : '');
  return (
    <>
    <Card title="资料" aside={`${files.length} 份`} flush>
      <Files empty="还没有资料" files={files.map((file) => ({ id: file.id, name: file.name, downloadHref: `/trainings/${one.id}/materials/${file.id}`, size: bytesInWords(file.size), at: momentWords(file.addedAt, today), by: file.helpPath ? `${file.addedBy}，讲“${page(file.helpPath)}”` : file.addedBy, check: file.scan === 'clean' ? { state: 'clean' as const, words: '未发现个人号码' } : { state: 'unchecked' as const, words: '添加人已看过，没有个人号码' } }))} />
    </Card>
    {adds && (
      <FormCard folded={!refused} multipart title="添加资料" action={`/trainings/${one.id}/materials`} seal={sealFor(input)} submit="上传" errors={refusalLines(refused, { file: '文件', helpPath: '讲的是哪一页', noPersonalNumbers: '确认' })} fields={asTyped([
        { name: 'file', label: '文件', kind: 'file', required: true, accept: attachmentAccept, hint: 'PDF、JPG、PNG、Word（.docx）、Excel（.xlsx），20 MB 以内。' },
        { name: 'helpPath', label: '讲的是哪一页', kind: 'select', options: [{ value: '', label: '不专讲哪一页' }, ...helpPages().map(({ path, title: called }) => ({ value: path, label: called }))], hint: '选了的，那一页的帮助里有这份资料。' },
        { name: 'noPersonalNumbers', label: '图片和扫描件：我已看清，里面没有证件号、银行卡号', kind: 'tick', full: true },
      ], refused)} />
    )}
    </>
  );
}

function signStep(input: Asking, one: Training, now: Date): NextStepProps {
  const standing = standingOf(one, now);
  if (standing === 'open') return { turn: 'mine', title: '签到', text: `${formatInstant(one.signUntil)} 前签到，每人一次。`, act: { key: 'sign', label: '签到', href: `/trainings/${one.id}/sign-ins`, allowed: true, unmet: [], seal: sealFor(input) } };
  if (standing === 'signed') return { turn: 'others', text: `您 ${one.signedAt ? formatInstant(one.signedAt) : ''} 已签到。` };
  return { turn: 'others', text: standing === 'early' ? `${formatInstant(one.signFrom)} 开始签到，到时间再来点“签到”。` : '签到时间已经过了。确实参加了的，请联系组织培训的单位补签。' };
}

async function urgeStep(input: Asking, one: Training, now: Date): Promise<NextStepProps> {
  const missing = one.invited - one.signed;
  if (one.signFrom > now) return { turn: 'others', text: `${formatInstant(one.signFrom)} 开始签到，共 ${one.invited.toLocaleString('en-US')} 人要参加。` };
  if (missing === 0) return { turn: 'others', text: '参训人员都已签到。' };
  if (one.signUntil <= now) return { turn: 'others', text: `签到已结束，还有 ${missing.toLocaleString('en-US')} 人没有签到；确实参加了的在“签到情况”里补签。` };
  const urged = one.urgedOn === (await workdayNow());
  return { turn: 'others', text: `还有 ${missing.toLocaleString('en-US')} 人没有签到。`, act: { key: 'urge', label: '催签到', icon: 'bell', href: `/trainings/${one.id}/urges`, allowed: !urged && holds(input.actor, one), unmet: urged ? [{ code: 'already-urged', message: '今天已经催过，下一个工作日可以再催。' }] : [], seal: sealFor(input) } };
}

async function showCoverage(input: OfOne, query: { at?: number; missing?: 'true' | 'false' }, error?: ProductError): Promise<Answer> {
  const { actor } = input;
  const one = await trainingInScope(actor, input.params.id);
  const at = query.at ?? beginsAt(actor, one);
  await demandBelow(one.id, at);
  const here = await organisationInScope(actor, at);
  const below = await coverageBelow(actor, one.id, at);
  const people = await coveragePeople(actor, one.id, at, { missing: query.missing === 'true' });
  const href = `/trainings/${one.id}/coverage`;
  const refused = error && refusedOf(input, error);
  const sum = (of: 'invited' | 'signed' | 'organisations' | 'came'): number => below.reduce((all, row) => all + row[of], 0);
  const late = standingOf({ ...one, invitedSelf: true, signedAt: null }, await officeNow());
  const unsigned = people.filter(({ signedAt }) => !signedAt);
  return deskPage(input, { title: '签到情况', crumbs: [...crumbs, { label: one.title, href: `/trainings/${one.id}` }, { label: '签到情况' }] }, (
    <>
      <PageHead title="签到情况" subtitle={`${one.title}　${here.name}`} printable acts={[
        ...(at === beginsAt(actor, one) ? [] : [{ key: 'up', label: '上一级', icon: 'back' as const, href: here.parentId === null ? href : `${href}?at=${here.parentId}`, allowed: true, unmet: [] }]),
        { key: 'export', label: '名单 Excel', icon: 'down', href: `${href}.xlsx?at=${at}`, allowed: true, unmet: [] },
      ]} />
      <div class="stackv">
        {refused && <Note tone="bad" title="没有办成" alert>{refused.message}</Note>}
        {below.length > 0 && (
          <Card title="各地各校" aside={`${sum('came').toLocaleString('en-US')} / ${sum('organisations').toLocaleString('en-US')} 个单位有人签到`}>
            <ProgressBar label="签到" unit="人" parts={[{ label: '已签到', count: sum('signed'), tone: 'good', full: true }, { label: '没有签到', count: sum('invited') - sum('signed'), tone: 'idle' }]} />
            <Table caption="各地各校" rows={below} rowKey={(row) => row.id} columns={[
              { key: 'name', name: '单位', first: true, cell: (row) => <a href={`${href}?at=${row.id}`}>{row.name}</a> },
              { key: 'came', name: '有人签到的单位', num: true, cell: (row) => `${row.came} / ${row.organisations}` },
              { key: 'signed', name: '已签到（人）', num: true, cell: (row) => row.signed.toLocaleString('en-US') }, { key: 'invited', name: '应参加（人）', num: true, cell: (row) => row.invited.toLocaleString('en-US') },
              { key: 'share', name: '签到率', num: true, cell: (row) => (row.invited === 0 ? <Word tone="bad" icon="warn">没有相应岗位的人</Word> : `${shareOf(row)}%`) },
            ]} />
          </Card>
        )}
        <Card title={`${here.name}的人员`} flush>
          <Tabs label="人员" tabs={[{ label: '全部', href: `${href}?at=${at}`, current: query.missing !== 'true' }, { label: '没有签到', href: `${href}?at=${at}&missing=true`, current: query.missing === 'true' }]} />
          <Table caption="人员" rows={people} rowKey={(person) => person.userId} empty={{ title: below.length > 0 ? '这一级本单位没有要参加的人' : '没有这样的人', text: below.length > 0 ? '点上面的单位往下看。' : undefined }} columns={[
            { key: 'name', name: '姓名', first: true, cell: (person) => person.name }, { key: 'role', name: '岗位', cell: (person) => roleNames[person.role] }, { key: 'state', name: '签到', cell: stateOf },
          ]} />
        </Card>
        {holds(actor, one) && unsigned.length > 0 && (late === 'open' || late === 'closed') && (
          <FormCard folded={!refused} title="补签" action={`${href}/late-sign-ins`} seal={sealFor(input)} submit="补签" errors={refusalLines(refused, labels)} fields={asTyped([{ name: 'userId', label: '谁', kind: 'select', required: true, options: unsigned.map((person) => ({ value: String(person.userId), label: `${person.name}（${roleNames[person.role]}）` })) }, { name: 'reason', label: '原因', required: true, maxLength: 200 }], refused)} footnote="确实参加了而没能签到的人，补签留痕，写明谁补的、为什么。" />
        )}
      </div>
    </>
  ));
}

const stateOf = ({ signedAt, lateFor }: CoveragePerson) => (signedAt === null ? <Word tone="run" icon="clock">没有签到</Word> : <><Word tone="good" icon="check">{formatInstant(signedAt)}</Word>{lateFor !== null && <span class="s">补签：{lateFor}</span>}</>);
const again = (form?: string) => (input: OfOne, error: ProductError): Promise<Answer> => showOne(input, form, error);
const about = { method: 'post' as const, params: idParams, rate: 'write' as const, answers: { 303: 'html' as const } };

/** 培训 at the desk. */
export const trainingPages: Route[] = [
  route({ method: 'get', path: '/trainings', summary: '培训（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', query: z.strictObject({ box: blankable(z.enum(['received', 'held'])), cursor: blankable(z.string().max(200)) }), answers: { 200: 'html' }, handler: (input) => showAll(input, input.query) }),
  route({ method: 'get', path: '/trainings/new', summary: '组织培训（页面）', policy: { roles: organisers }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showForm(input) }),
  route({
    method: 'post', path: '/trainings', summary: '发布培训（页面）', policy: { roles: organisers }, audit: '发布培训', rate: 'write', answers: { 303: 'html' },
    body: z.strictObject({ title, body: words, place, link, password, slots: z.string().max(8000), signFrom: moment, signUntil: moment, withinId: id, to: z.enum(['schools', 'authorities', 'everywhere']), stage: blankable(z.enum(educationStages)), posts: z.enum(['operators', 'handlers', 'leaders', 'everybody']) }),
    async handler({ actor, body: { to, posts, slots, ...given } }) {
      const agenda = readAgenda(slots);
      if (agenda.unread.length > 0) throw new InputInvalid(agenda.unread.map((line) => ({ path: 'slots', code: 'malformed', message: `日程第 ${line} 行看不懂，请写成：2023-04-18 09:00-10:30 内容 | 培训对象。` })));
      const held = await publishTraining(actor, { ...given, levels: levelsOfChoice(actor, to), roles: rolesOfChoice[posts], slots: agenda.slots });
      return redirect(`/trainings/${held.id}`, `已发布，${held.invited} 人会收到消息`);
    },
    onRefusal: (input, error) => showForm(input, error),
  }),
  route({ method: 'get', path: '/trainings/:id', summary: '一次培训（页面）', policy: readers, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showOne(input) }),
  route({ ...about, path: '/trainings/:id/sign-ins', summary: '培训签到（页面）', policy: readers, audit: '培训签到', handler: async ({ actor, params }) => { await signIn(actor, params.id); return redirect(`/trainings/${params.id}`, '已签到'); }, onRefusal: again() }),
  route({ ...about, path: '/trainings/:id/arrangement', summary: '修改培训安排（页面）', policy: holders, audit: '修改培训安排', body: changedTraining,
    async handler({ actor, params, body }) {
      await changeTraining(actor, params.id, body);
      return redirect(`/trainings/${params.id}`, '已修改，参训人员会收到消息');
    }, onRefusal: again('change') }),
  route({ ...about, path: '/trainings/:id/cancellation', summary: '取消培训（页面）', policy: holders, audit: '取消培训', body: z.strictObject({ reason }), handler: async ({ actor, params, body }) => { await cancelTraining(actor, params.id, body.reason); return redirect(`/trainings/${params.id}`, '已取消，参训人员会收到消息'); }, onRefusal: again('cancel') }),
  route({ ...about, path: '/trainings/:id/urges', summary: '催培训签到（页面）', policy: holders, audit: '催培训签到', handler: async ({ actor, params }) => { const { invited, signed } = await urgeSigningIn(actor, params.id); return redirect(`/trainings/${params.id}`, `已催 ${invited - signed} 人`); }, onRefusal: again() }),
  route({ method: 'get', path: '/trainings/:id/coverage', summary: '签到情况（页面）', policy: holders, audit: null, rate: 'read', params: idParams, query: z.strictObject({ at: blankable(id), missing: blankable(z.enum(['true', 'false'])) }), answers: { 200: 'html' }, handler: (input) => showCoverage(input, input.query) }),
  route({ ...about, path: '/trainings/:id/coverage/late-sign-ins', summary: '补签（页面）', policy: holders, audit: '培训补签', body: z.strictObject({ userId: id, reason }), handler: async ({ actor, params, body }) => { await signInLate(actor, params.id, body.userId, body.reason); return redirect(`/trainings/${params.id}/coverage`, '已补签'); }, onRefusal: (input, error) => showCoverage(input, {}, error) }),
  route({
    method: 'get', path: '/trainings/:id/coverage.xlsx', summary: '签到名单，Excel（页面）', policy: holders, audit: '导出培训签到名单', rate: 'export', params: idParams, query: z.strictObject({ at: blankable(id) }), answers: { 200: 'file' },
    async handler({ actor, params, query }) {
      const one = await trainingInScope(actor, params.id);
      const at = query.at ?? beginsAt(actor, one);
      await demandBelow(one.id, at);
      const people = await coveragePeople(actor, one.id, at, { below: true, limit: 100_000 });
      const lines = people.map((person) => [person.name, person.organisation, roleNames[person.role], person.signedAt ? formatInstant(person.signedAt) : '没有签到', person.lateFor === null ? '' : `补签：${person.lateFor}`]);
      return { kind: 'file', name: `${one.title} 签到名单.xlsx`, mime: XLSX, bytes: await recordsSheet('签到名单', `${one.title}　${actor.organisation.name} ${actor.name} ${formatInstant(await officeNow())} 导出`, [{ name: '姓名' }, { name: '单位' }, { name: '岗位' }, { name: '签到时间' }, { name: '备注' }], [lines]) };
    },
  }),
  route({
    method: 'post', path: '/trainings/:id/materials', summary: '添加培训资料（页面）', policy: holders, audit: '添加培训资料', rate: 'upload', params: idParams, upload: 'file', body: z.strictObject({ noPersonalNumbers: z.string().max(10).optional(), helpPath: blankable(z.string().max(120)) }), answers: { 303: 'html' },
    async prepare({ actor, params, body, file }) {
      if (!file || file.name === '') throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
      return admitMaterial(actor, params.id, file, body.noPersonalNumbers !== undefined);
    },
    async handler({ actor, params, body, prepared }) {
      const { name } = await addMaterial(actor, params.id, prepared, body.helpPath ?? null, helpPages().map(({ path }) => path));
      return redirect(`/trainings/${params.id}`, `已添加资料“${name}”`);
    },
    onRefusal: again('materials'),
  }),
  route({ method: 'get', path: '/trainings/:id/materials/:materialId', summary: '下载培训资料（页面）', policy: readers, audit: '下载培训资料', rate: 'read', params: z.strictObject({ id, materialId: id }), answers: { 200: 'file' }, handler: async ({ actor, params }) => ({ kind: 'file', ...(await downloadMaterial(actor, params.id, params.materialId)) }) }),
];
