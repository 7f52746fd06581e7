import { formatThousands } from '../../lib/money.js';
import { chosen, sealFor, typedText, type Asking, type Refused } from '../../web/desk-page.js';
import type { FieldError, FieldOption } from '../../web/components/field.js';
import type { AwardRow, ListEntry, ListPeopleProps } from '../../web/pages/list-people.js';
import { awardOnList, awardsOf, type Award } from '../award.js';
import { findCandidates } from '../find-students.js';
import { standardsOf, type Standard } from '../standards.js';
import type { Dossier } from './dossier.js';

const PEOPLE_A_PAGE = 50;

/** What the address of the people tab asks for. `find` looks for students to add, `q` for people on the list, `award` opens one. */
export type PeopleAsked = { page: number; q?: string; find?: string; award?: number };

const warningWords: Record<string, string> = { overdue: '逾期学生', 'not-enrolled': '不在读', 'same-card': '同卡' };

/** 名单人员: one page of the awards with the sum of the whole list, and the forms to enter them while that is allowed. */
export async function peopleTab(asking: Asking, dossier: Dossier, asked: PeopleAsked, refused?: Refused): Promise<ListPeopleProps> {
  const { list, can } = dossier;
  const standards = await standardsOf(list.programme.key, list.month, list.school.id);
  const offset = (asked.page - 1) * PEOPLE_A_PAGE;
  const found = await awardsOf(list.id, { q: asked.q, limit: PEOPLE_A_PAGE + 1, offset });
  const shown = found.slice(0, PEOPLE_A_PAGE);
  const here = `/award-lists/${list.id}?tab=people`;
  const at = (page: number): string => `${here}${asked.q ? `&q=${encodeURIComponent(asked.q)}` : ''}&page=${page}`;
  return {
    tierName: '档次', payableName: `${list.programme.payableWord}（元）`,
    rows: shown.map((award, index) => awardRow(award, offset + index + 1, standards, can.edit.allowed ? `${at(asked.page)}&award=${award.id}#entry` : undefined)),
    total: { people: `合计 ${list.people.toLocaleString('en-US')} 人`, payable: formatThousands(list.payable), paid: list.paid === null ? '—' : formatThousands(list.paid) },
    pager: {
      text: asked.q ? `找到 ${offset + shown.length}${found.length > PEOPLE_A_PAGE ? '+' : ''} 人` : `第 ${(offset + 1).toLocaleString('en-US')}–${(offset + shown.length).toLocaleString('en-US')} 人，共 ${list.people.toLocaleString('en-US')} 人`,
      ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(found.length > PEOPLE_A_PAGE ? { next: at(asked.page + 1) } : {}), note: '证件号只显示前四位和后四位',
    },
    empty: asked.q ? { icon: 'find', title: `名单里没有“${asked.q}”` } : { icon: 'user', title: '名单里还没有学生', text: can.edit.allowed ? '在上面查找学生加入，或导入 Excel。' : '学校录入后会出现在这里。' },
    ...(list.people > 10 || asked.q ? { search: { action: `/award-lists/${list.id}`, hidden: { tab: 'people' }, submit: '在名单里查找', filters: [{ name: 'q', label: '姓名、拼音、专业或班级', kind: 'search' as const, value: asked.q }], ...(asked.q ? { clearHref: here } : {}) } } : {}),
    ...(can.edit.allowed ? { entry: await entryForms(asking, dossier, asked, standards, refused) } : {}),
  };
}

const tierOption = ({ tier, name, amount }: Standard): FieldOption => ({ value: tier, label: `${name} ${formatThousands(amount)} 元` });
const tierName = (standards: readonly Standard[], tier: string): string => standards.find((one) => one.tier === tier)?.name ?? tier;

const awardRow = (award: Award, number: number, standards: readonly Standard[], editHref: string | undefined): AwardRow => ({
  id: award.id, number: String(number), name: award.student.name, maskedId: award.student.maskedId, grade: award.grade, major: award.major, class: award.className, tier: tierName(standards, award.tier),
  payable: formatThousands(award.payable), paid: award.paid === null ? '—' : formatThousands(award.paid), warnings: award.warnings.map(({ code, message }) => warningWords[code] ?? message), ...(editHref ? { editHref } : {}),
});

async function entryForms(asking: Asking, { actor, list }: Dossier, asked: PeopleAsked, standards: readonly Standard[], refused?: Refused): Promise<ListEntry> {
  const here = `/award-lists/${list.id}`;
  const find = asked.find?.trim();
  const ticked = new Set(chosen(refused?.typed.studentIds).map(String));
  const found = find ? await findCandidates(actor, list, find) : null;
  return {
    find: { action: here, hidden: { tab: 'people' }, value: find },
    ...(found ? {
      found: {
        action: `${here}/awards?find=${encodeURIComponent(find ?? '')}`, seal: sealFor(asking), tiers: standards.length > 1 ? standards.map(tierOption) : [], tier: typedText(refused?.typed, 'tier'), more: found.more,
        none: `没有找到“${find}”。请核对写法，或先在“学生”里添加`,
        students: found.students.map((one) => ({ id: String(one.id), name: one.name, detail: `${one.grade} ${one.major} ${one.className}　${one.maskedId}`, chosen: !one.blocked && ticked.has(String(one.id)), ...(one.blocked ? { blocked: one.blocked } : {}) })),
      },
    } : {}),
    ...(asked.award ? { editing: await editForm(asking, list.id, asked.award, standards, `${here}?tab=people&page=${asked.page}`) } : {}),
    upload: { id: 'import-file', action: `${here}/imports`, seal: sealFor(asking), label: '导入 Excel', hint: '先检查全部行，看过结果再写入名单。每次不超过 20,000 行。', accept: '.xlsx', submit: '检查这个文件', templateHref: '/templates/award-list.xlsx', errors: importErrors(refused) },
  };
}

/** Refusals of the file stand beside the file; those of the ticked students are told on top of the page. */
const importErrors = (refused: Refused | undefined): FieldError[] => (refused?.items ?? []).filter(({ path }) => path === 'file').map(({ message }) => ({ field: 'import-file', label: 'Excel 文件', message }));

async function editForm(asking: Asking, listId: number, awardId: number, standards: readonly Standard[], closeHref: string): Promise<NonNullable<ListEntry['editing']>> {
  const award = await awardOnList(listId, awardId);
  const action = `/award-lists/${listId}/awards/${awardId}`;
  return {
    name: award.student.name, detail: `${award.grade} ${award.major} ${award.className}　${award.student.maskedId}　现在是 ${tierName(standards, award.tier)} ${formatThousands(award.payable)} 元`, closeHref,
    change: { action, seal: sealFor(asking, award.version), tier: award.tier, tiers: standards.map(tierOption) },
    remove: { key: 'remove', label: '从名单移除', href: `${action}/removal`, allowed: true, unmet: [], seal: sealFor(asking), tone: 'danger' },
  };
}
