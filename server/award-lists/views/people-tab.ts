import { formatThousands } from '../../lib/money.js';
import { chosen, sealFor, typedText, type Asking, type Refused } from '../../web/desk-page.js';
import type { FieldError, FieldOption } from '../../web/components/field.js';
import type { AwardRow, ListEntry, ListPeopleProps } from '../../web/pages/list-people.js';
import { awardOnList, awardsOf, countAwards, type Award } from '../award.js';
import { countNotesOf, type NoteCounts } from '../award-notes.js';
import { findCandidates } from '../find-students.js';
import { standardsOf, tiersInForce, type Standard } from '../standards.js';
import { warningCodes, warningNames, type WarningCode, type WarningCounts } from '../warnings.js';
import type { Dossier } from './dossier.js';
import { mayWriteNotes, noteHref, notePanel, type RefusedNote } from './notes-view.js';

const PEOPLE_A_PAGE = 50;

/** What the address of the people tab asks for. `find` looks for students to add, `q` for people on the list, `award` opens one, `note` its notes (`task` is the paper one came from), `warning` keeps those who carry one. */
export type PeopleAsked = { page: number; q?: string; find?: string; award?: number; note?: number; task?: number; warning?: WarningCode | 'any' };

/** 名单人员: one page of the awards with the sum of the whole list, and the forms to enter them while that is allowed. */
export async function peopleTab(asking: Asking, dossier: Dossier, asked: PeopleAsked, counts: WarningCounts, refused?: RefusedNote): Promise<ListPeopleProps> {
  const { list, can, actor } = dossier;
  const standards = can.edit.allowed ? await standardsOf(list.programme.key, list.period, list.school.id) : await tiersInForce(list.programme.key, list.period, list.school.id);
  const offset = (asked.page - 1) * PEOPLE_A_PAGE;
  const shown = await awardsOf(list.id, { q: asked.q, warning: asked.warning, limit: PEOPLE_A_PAGE, offset }, actor);
  const total = asked.q || asked.warning ? await countAwards(list.id, asked) : list.people;
  const notes = await countNotesOf(list.id, shown.map(({ student }) => student.id));
  const here = `/award-lists/${list.id}?tab=people`;
  const at = (page: number): string => `${here}${asked.q ? `&q=${encodeURIComponent(asked.q)}` : ''}${asked.warning ? `&warning=${asked.warning}` : ''}&page=${page}`;
  const writes = mayWriteNotes(dossier);
  return {
    tierName: '档次', payableName: `${list.programme.payableWord}（元）`,
    rows: shown.map((award, index) => ({ ...awardRow(award, offset + index + 1, standards, can.edit.allowed ? `${at(asked.page)}&award=${award.id}#entry` : undefined), ...(asked.warning ? { advice: award.warnings.map(({ message }) => message) } : {}), ...noteLink(notes.get(award.student.id), writes, noteHref(list.id, award.id, asked.task)) })),
    total: { people: `${asked.q || asked.warning ? '整份名单' : '合计'} ${list.people.toLocaleString('en-US')} 人`, payable: formatThousands(list.payable), paid: list.paid === null ? '—' : formatThousands(list.paid) },
    pager: {
      text: asked.q || asked.warning ? `找到 ${total.toLocaleString('en-US')} 人` : `第 ${(offset + 1).toLocaleString('en-US')}–${(offset + shown.length).toLocaleString('en-US')} 人，共 ${list.people.toLocaleString('en-US')} 人`,
      ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(offset + shown.length < total ? { next: at(asked.page + 1) } : {}), note: '证件号只显示前四位和后四位', print: { label: '打印整份名单', href: `/award-lists/${list.id}/list-sheet` },
    },
    empty: emptyOf(asked, can.edit.allowed),
    ...searchOf(dossier, asked, counts),
    ...(asked.note ? { panel: await notePanel(dossier, asked.note, { seal: () => sealFor(asking), closeHref: asked.task ? `/tasks/${asked.task}` : at(asked.page), task: asked.task, refused }) } : {}),
    ...(can.edit.allowed ? { entry: await entryForms(asking, dossier, asked, standards, refused) } : {}),
  };
}

function emptyOf({ q, warning }: PeopleAsked, editable: boolean): ListPeopleProps['empty'] {
  if (q) return { icon: 'find', title: `名单里没有“${q}”` };
  if (warning) return { icon: 'check', title: warning === 'any' ? '没有要留意的学生' : `没有“${warningNames[warning]}”的学生` };
  return { icon: 'user', title: '名单里还没有学生', text: editable ? '在上面查找学生加入，或导入 Excel。' : '学校录入后会出现在这里。' };
}

/** Finding somebody on a long list, and narrowing it to those who carry a warning. */
function searchOf({ list }: Dossier, { q, warning }: PeopleAsked, { counts, people }: WarningCounts): Pick<ListPeopleProps, 'search'> {
  if (list.people <= 10 && !q && !warning && people === 0) return {};
  const offered = warningCodes.filter((code) => counts[code] > 0 || code === warning);
  const options = [{ value: '', label: '不限' }, ...(people > 0 || warning ? [{ value: 'any', label: `需要留意 ${people.toLocaleString('en-US')} 人` }] : []), ...offered.map((code) => ({ value: code, label: `${warningNames[code]} ${counts[code].toLocaleString('en-US')}` }))];
  return {
    search: {
      action: `/award-lists/${list.id}`, hidden: { tab: 'people' }, submit: '在名单里查找', ...(q || warning ? { clearHref: `/award-lists/${list.id}?tab=people` } : {}),
      filters: [{ name: 'q', label: '姓名、拼音、专业或班级', kind: 'search', value: q }, ...(options.length > 1 ? [{ name: 'warning', label: '需要留意', kind: 'select' as const, value: warning, options }] : [])],
    },
  };
}

function noteLink(counts: NoteCounts | undefined, writes: boolean, href: string): Pick<AwardRow, 'note'> {
  if (counts) return { note: { label: counts.open > 0 ? `${counts.open} 条待答` : `${counts.all} 条已答`, href, open: counts.open > 0 } };
  return writes ? { note: { label: '写批注', href } } : {};
}

const tierOption = ({ tier, name, amount }: Standard): FieldOption => ({ value: tier, label: `${name} ${formatThousands(amount)} 元` });
const tierName = (standards: readonly Standard[], tier: string): string => standards.find((one) => one.tier === tier)?.name ?? tier;

const awardRow = (award: Award, number: number, standards: readonly Standard[], editHref: string | undefined): AwardRow => ({
  id: award.id, number: String(number), name: award.student.name, maskedId: award.student.maskedId, grade: award.grade, major: award.major, class: award.className, tier: tierName(standards, award.tier),
  payable: formatThousands(award.payable), paid: award.paid === null ? '—' : formatThousands(award.paid), warnings: award.warnings.map(({ code }) => warningNames[code]), ...(editHref ? { editHref } : {}),
});

async function entryForms(asking: Asking, { actor, list }: Dossier, asked: PeopleAsked, standards: readonly Standard[], refused?: Refused): Promise<ListEntry> {
  const here = `/award-lists/${list.id}`;
  const find = asked.find?.trim();
  const ticked = new Set(chosen(refused?.typed.studentIds).map(String));
  const found = find ? await findCandidates(actor, list, find) : null;
  return {
    find: { action: here, hidden: { tab: 'people' }, value: find },
    ...(standards.length > 1 && list.people > 0 ? { tiers: { action: `${here}/tier-changes`, seal: sealFor(asking, list.version), tiers: standards.map(tierOption), people: list.people.toLocaleString('en-US') } } : {}),
    ...(found ? {
      found: {
        action: `${here}/awards?find=${encodeURIComponent(find ?? '')}`, seal: sealFor(asking), tiers: standards.length > 1 ? standards.map(tierOption) : [], tier: typedText(refused?.typed, 'tier'), more: found.more,
        none: `没有找到“${find}”。请核对写法，或先在“学生”里添加`,
        students: found.students.map((one) => ({ id: String(one.id), name: one.name, detail: `${one.grade} ${one.major} ${one.className}　${one.maskedId}`, chosen: !one.blocked && ticked.has(String(one.id)), ...(one.blocked ? { blocked: one.blocked } : {}) })),
      },
    } : {}),
    ...(asked.award && !asked.note ? { editing: await editForm(asking, list.id, asked.award, standards, `${here}?tab=people&page=${asked.page}`) } : {}),
    upload: { id: 'import-file', action: `${here}/imports`, seal: sealFor(asking), label: '从表格导入', hint: '.xlsx 或 .csv，先检查全部行，看过结果再写入名单。每次不超过 20,000 行、20 MB。', accept: '.xlsx,.csv', submit: '检查这个文件', templateHref: '/templates/award-list.xlsx', errors: importErrors(refused) },
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
