import { row, rows } from '../database.js';
import { formatThousands } from '../lib/money.js';
import { formatAcademicTerm, type AcademicTerm } from '../values/academic-term.js';
import type { Actor } from '../values/actor.js';
import { programmeOf } from '../values/programme.js';
import { scopeSql } from '../values/scope.js';
import type { TagProps } from '../web/components/tag.js';
import type { FeeWaiverListProps, FeeWaiverListsProps } from '../web/pages/fee-waiver-page.js';
import { listSubtitle } from '../award-lists/views/dossier.js';
import { factsOf, type AwardList } from '../award-lists/award-list.js';
import { awardsOf, countAwards } from '../award-lists/award.js';
import { eligibility, fiveFlags, flagsOf, type FlagFilter } from '../award-lists/five-flags.js';
import { findLists, sumLists } from '../award-lists/query.js';
import { paymentRecords } from '../award-lists/payment-records.js';
import { tiersInForce } from '../award-lists/standards.js';

const A_PAGE = 50;
const PROGRAMME = 'senior-high-fee-waiver' as const;
export type PaidAsked = { term?: AcademicTerm; state?: 'to-disburse' | 'disbursed'; q?: string; page: number };

/** 资金发放查看 (附件1 五3): the fee-waiver lists reviewed by both, and what was paid of each. */
export async function paidLists(actor: Actor, asked: PaidAsked): Promise<FeeWaiverListsProps> {
  const filter = { programme: PROGRAMME, term: asked.term, stage: asked.state, q: asked.q };
  const offset = (asked.page - 1) * A_PAGE;
  const all = await reviewedIds(actor);
  const ids = asked.state ? undefined : all;
  const { items } = await findLists(actor, { ...filter, ids, limit: A_PAGE, offset }, { count: false });
  const sum = await sumLists(actor, { ...filter, ids });
  const at = (page: number): string => `/fee-waivers/disbursements?${new URLSearchParams({ ...(asked.term ? { term: asked.term } : {}), ...(asked.state ? { state: asked.state } : {}), ...(asked.q ? { q: asked.q } : {}), page: String(page) })}`;
  return {
    title: '资金发放查看', subtitle: `${programmeOf(PROGRAMME).name}　${actor.organisation.name}`,
    filters: { action: '/fee-waivers/disbursements', clearHref: '/fee-waivers/disbursements', filters: [
      { name: 'term', label: '学年学期', kind: 'select', value: asked.term, options: [{ value: '', label: '全部' }, ...(await termsOf(actor)).map((term) => ({ value: term, label: formatAcademicTerm(term) }))] },
      { name: 'state', label: '发放状态', kind: 'select', value: asked.state, options: [{ value: '', label: '全部' }, { value: 'to-disburse', label: '可发放' }, { value: 'disbursed', label: '已发放' }] },
      { name: 'q', label: '学校名称', kind: 'search', value: asked.q },
    ] },
    rows: items.map((list) => ({
      id: list.id, href: `/fee-waivers/disbursements/${list.id}`, school: list.school.name, batch: `第${list.batchNo}批`, term: formatAcademicTerm(list.period), people: list.people.toLocaleString('en-US'), payable: formatThousands(list.payable),
      paidPeople: list.paidPeople.toLocaleString('en-US'), paid: list.paid === null ? '—' : formatThousands(list.paid), state: paidTag(list),
    })),
    total: { lists: `合计 ${sum.lists.toLocaleString('en-US')} 份`, people: sum.people.toLocaleString('en-US'), payable: formatThousands(sum.payable), paidPeople: sum.paidPeople.toLocaleString('en-US'), paid: formatThousands(sum.paid) },
    pager: { text: sum.lists === 0 ? '没有名单' : `第 ${offset + 1}–${offset + items.length} 份，共 ${sum.lists.toLocaleString('en-US')} 份`, ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(offset + items.length < sum.lists ? { next: at(asked.page + 1) } : {}) },
  };
}

const paidTag = ({ people, paidPeople }: AwardList): TagProps => (paidPeople >= people ? { tone: 'good', icon: 'check', word: '已发放' } : paidPeople > 0 ? { tone: 'run', icon: 'clock', word: '部分发放' } : { tone: 'run', icon: 'clock', word: '可发放' });

async function reviewedIds(actor: Actor): Promise<number[]> {
  const scope = scopeSql(actor);
  return (await rows<{ id: number }>(`SELECT l.id FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE l.programme = ? AND l.submission = 'submitted' AND l.authority_review = 'passed' AND ${scope.sql}`, [PROGRAMME, ...scope.params])).map(({ id }) => id);
}

async function termsOf(actor: Actor): Promise<AcademicTerm[]> {
  const scope = scopeSql(actor);
  return (await rows<{ period: string }>(`SELECT DISTINCT l.period FROM award_lists l JOIN organisations o ON o.id = l.school_id WHERE l.programme = ? AND ${scope.sql} ORDER BY l.period DESC`, [PROGRAMME, ...scope.params])).map(({ period }) => period);
}

export type PeopleAsked = { tab: 'people' | 'payments'; page: number; q?: string; flags: FlagFilter };

/** One list with its two tabs; 名单信息 has the five questions of the notice. */
export async function paidList(actor: Actor, list: AwardList, asked: PeopleAsked): Promise<FeeWaiverListProps> {
  const here = `/fee-waivers/disbursements/${list.id}`;
  const { today } = await factsOf(list);
  const offset = (asked.page - 1) * A_PAGE;
  const filter = { q: asked.q, flags: asked.flags };
  const tiers = new Map((await tiersInForce(PROGRAMME, list.period, list.school.id)).map(({ tier, name }) => [tier, name]));
  const shown = asked.tab === 'people' ? await awardsOf(list.id, { ...filter, limit: A_PAGE, offset }, actor) : [];
  const total = asked.tab === 'people' ? await countAwards(list.id, filter) : 0;
  const flags = await flagsOf(list.period, shown.map(({ id }) => id));
  const frozen = await row<{ n: number }>('SELECT COUNT(*) AS n FROM award_flags f JOIN awards w ON w.id = f.award_id WHERE w.list_id = ?', [list.id]);
  const at = (page: number): string => `${here}?${new URLSearchParams({ ...(asked.q ? { q: asked.q } : {}), ...Object.fromEntries(Object.entries(asked.flags).flatMap(([key, answer]) => (answer ? [[key, answer]] : []))), page: String(page) })}`;
  const yesNoOptions = [{ value: '', label: '全部' }, { value: 'yes', label: '是' }, { value: 'no', label: '否' }];
  return {
    title: `${list.school.name}　${formatAcademicTerm(list.period)}`, subtitle: `${list.programme.name}　${listSubtitle(list, today)}`, tag: paidTag(list),
    facts: [{ name: '应免人数', value: list.people.toLocaleString('en-US'), unit: '人' }, { name: '应免金额', value: formatThousands(list.payable), unit: '元' }, { name: '实发人数', value: list.paidPeople.toLocaleString('en-US'), unit: '人' }, { name: '实发金额', value: list.paid === null ? '—' : formatThousands(list.paid), ...(list.paid === null ? {} : { unit: '元' }) }],
    tabs: [{ label: '名单信息', href: here, count: list.people, current: asked.tab === 'people' }, { label: '资金发放', href: `${here}?tab=payments`, current: asked.tab === 'payments' }],
    ...(asked.tab === 'people' ? {
      people: {
        filters: { action: here, clearHref: here, filters: [{ name: 'q', label: '姓名、拼音或班级', kind: 'search', value: asked.q }, ...fiveFlags.map(({ key, label }) => ({ name: key, label, kind: 'select' as const, value: asked.flags[key], options: yesNoOptions }))] },
        flags: fiveFlags.map(({ key, short }) => ({ key, name: short })),
        rows: shown.map((award) => {
          const answers = flags.get(award.id);
          return {
            id: award.id, name: award.student.name, maskedId: award.student.maskedId, grade: award.grade, className: award.className, tier: tiers.get(award.tier) ?? award.tier, payable: formatThousands(award.payable), paid: award.paid === null ? '—' : formatThousands(award.paid),
            flags: Object.fromEntries(fiveFlags.map(({ key }) => [key, answers?.[key] ? '是' : '否'])), ground: answers ? eligibility(answers) : { eligible: false, words: '—' },
          };
        }),
        pager: { text: total === 0 ? '没有符合条件的学生' : `第 ${offset + 1}–${offset + shown.length} 人，共 ${total.toLocaleString('en-US')} 人`, ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(offset + shown.length < total ? { next: at(asked.page + 1) } : {}), note: `${(frozen?.n ?? 0) > 0 ? '五项是提交名单时的情况' : '五项是现在的情况'}；证件号只显示前四位和后四位` },
      },
    } : { payments: await paymentRecords(actor, list.id) }),
  };
}
