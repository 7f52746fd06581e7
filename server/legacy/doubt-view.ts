import { officeNow, rows } from '../database.js';
import { formatThousands } from '../lib/money.js';
import { addTerms, academicTermOf, formatAcademicTerm } from '../values/academic-term.js';
import type { Actor } from '../values/actor.js';
import { officeDateOf, type OfficeDate } from '../values/office-date.js';
import type { FieldProps } from '../web/components/field.js';
import type { TagProps } from '../web/components/tag.js';
import { asTyped, refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import type { DoubtListsProps, DoubtPageProps } from '../web/pages/doubtful-lists-page.js';
import { momentWords } from '../web/time-words.js';
import { doubtfulLists, oldListOf, whyUnclear, type DoubtfulList } from './doubtful-list.js';
import { whyNotSettle } from './settle-doubt.js';

const A_PAGE = 50;
const TERMS_OFFERED = 24;
const tags: Readonly<Record<DoubtfulList['state'], TagProps>> = { open: { tone: 'mine', icon: 'clock', word: '待核实' }, settled: { tone: 'good', icon: 'check', word: '已转入' }, aside: { tone: 'idle', icon: 'info', word: '不并入' } };
const people = (count: number): string => count.toLocaleString('en-US');

export async function doubtsView(actor: Actor, asked: { state?: DoubtfulList['state']; page: number }): Promise<DoubtListsProps> {
  const offset = (asked.page - 1) * A_PAGE;
  const { items, total, open } = await doubtfulLists(actor, { state: asked.state, limit: A_PAGE, offset });
  const at = (page: number): string => `/doubtful-lists?${new URLSearchParams({ ...(asked.state ? { state: asked.state } : {}), page: String(page) })}`;
  return {
    title: '旧系统名单核实', subtitle: open > 0 ? `还有 ${people(open)} 份待核实` : '没有待核实的名单',
    filters: { action: '/doubtful-lists', clearHref: '/doubtful-lists', filters: [{ name: 'state', label: '状态', kind: 'select', value: asked.state, options: [{ value: '', label: '全部' }, ...Object.entries(tags).map(([value, { word }]) => ({ value, label: word }))] }] },
    rows: items.map((one) => ({ id: one.id, href: `/doubtful-lists/${one.id}`, school: one.school.name, programme: one.programme.name, oldWords: one.oldWords, why: whyUnclear(one), people: people(one.people), payable: formatThousands(one.payable), paid: formatThousands(one.paid), state: tags[one.state] })),
    pager: { text: total === 0 ? '没有名单' : `第 ${offset + 1}–${offset + items.length} 份，共 ${people(total)} 份`, ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(offset + items.length < total ? { next: at(asked.page + 1) } : {}) },
  };
}

/** One of them: what the old system has of it, and the form of those who may say what it is. */
export async function doubtView(asking: Asking, doubt: DoubtfulList, page: number, refused?: Refused & { about: 'period' | 'exclusion' }): Promise<DoubtPageProps> {
  const today = officeDateOf(await officeNow());
  const list = await oldListOf(doubt.id);
  const offset = (page - 1) * A_PAGE;
  const shown = list.awards.slice(offset, offset + A_PAGE);
  const students = new Map(shown.length === 0 ? [] : (await rows<{ id: number; name: string; document_masked: string; grade: string; class_name: string }>('SELECT id, name, document_masked, grade, class_name FROM students WHERE id IN (?)', [shown.map(({ studentId }) => studentId)])).map((one) => [one.id, one]));
  const [settles, asides] = [whyNotSettle(asking.actor, doubt, false), whyNotSettle(asking.actor, doubt, true)];
  const here = `/doubtful-lists/${doubt.id}`;
  const periodFields = asTyped(fieldsOf(doubt, today), refused?.about === 'period' ? refused : undefined);
  return {
    title: `${doubt.school.name}　${doubt.programme.name}`, subtitle: `旧系统所记：${doubt.oldWords}`, tag: tags[doubt.state],
    facts: [{ name: '人数', value: people(doubt.people), unit: '人' }, { name: `${doubt.programme.payableWord}金额`, value: formatThousands(doubt.payable), unit: '元' }, { name: '实发金额', value: formatThousands(doubt.paid), unit: '元' }],
    next: doubt.state !== 'open' ? { turn: 'nobody', text: `${doubt.settledBy ?? ''} ${doubt.settledAt ? momentWords(doubt.settledAt, today) : ''} ${tags[doubt.state].word}：${doubt.remark ?? ''}` }
      : settles ? { turn: 'others', text: `${whyUnclear(doubt)}。${settles.message}` }
        : { turn: 'mine', title: doubt.programme.period === 'term' ? '写明属于哪个学年学期' : '写明属于哪个月份', text: `${whyUnclear(doubt)}。核实后名单连同金额按旧系统的原样转入，停在原来的环节；核实前不计入任何统计。` },
    ...(doubt.listId ? { list: { label: '打开转入的名单', href: `/award-lists/${doubt.listId}` } } : {}),
    rows: shown.map((one) => ({ id: one.no, name: students.get(one.studentId)?.name ?? '', maskedId: students.get(one.studentId)?.document_masked ?? '', place: [students.get(one.studentId)?.grade, students.get(one.studentId)?.class_name].filter(Boolean).join(' '), payable: formatThousands(one.payable), paid: one.paid === null ? '—' : formatThousands(one.paid) })),
    payableName: `${doubt.programme.payableWord}（元）`,
    pager: { text: list.awards.length === 0 ? '没有人' : `第 ${offset + 1}–${offset + shown.length} 人，共 ${people(list.awards.length)} 人`, ...(page > 1 ? { previous: `${here}?page=${page - 1}` } : {}), ...(offset + shown.length < list.awards.length ? { next: `${here}?page=${page + 1}` } : {}), note: '证件号只显示前四位和后四位' },
    ...(settles ? {} : { settle: { title: '核实', action: `${here}/period`, seal: sealFor(asking, doubt.version), submit: '核实并转入', fields: periodFields, footnote: '转入后不能再改月份或学期，谁在什么时候核实的会留痕。', errors: refused?.about === 'period' ? refusalLines(refused, Object.fromEntries(periodFields.map(({ name, label }) => [name, label])), { 'remark-required': 'remark', 'student-on-other-list': doubt.programme.period === 'term' ? 'term' : 'month' }) : [] } }),
    ...(asides ? {} : { aside: { title: '不并入', action: `${here}/exclusion`, seal: sealFor(asking, doubt.version), submit: '不并入', danger: true, folded: true, fields: asTyped([{ ...remarkField, id: 'f-aside-remark', label: '为什么不并入', hint: '例如与已转入的某份名单重复。名单留在这里，不计入任何统计。' }], refused?.about === 'exclusion' ? refused : undefined), errors: refused?.about === 'exclusion' ? refusalLines(refused, { remark: '为什么不并入' }, { 'remark-required': 'remark' }) : [] } }),
  };
}

const remarkField: FieldProps = { name: 'remark', label: '核实依据', kind: 'textarea', rows: 3, maxLength: 500, required: true, full: true, hint: '例如银行发放回单、当时上报的文件。' };

function fieldsOf({ programme }: DoubtfulList, today: OfficeDate): FieldProps[] {
  if (programme.period === 'month') return [{ name: 'month', label: '属于哪个月份', kind: 'month', required: true, max: today.slice(0, 7) }, remarkField];
  const latest = academicTermOf(today);
  return [{ name: 'term', label: '属于哪个学年学期', kind: 'select', required: true, options: [{ value: '', label: '请选择' }, ...Array.from({ length: TERMS_OFFERED }, (_, at) => addTerms(latest, -at)).map((term) => ({ value: term, label: formatAcademicTerm(term) }))] }, remarkField];
}
