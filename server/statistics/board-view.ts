import type { BoardPageProps } from '../web/pages/board-page.js';
import type { OfferedAct } from '../web/components/act.js';
import type { BoardCell, BoardRow } from '../web/components/board.js';
import type { SortLink } from '../web/components/table.js';
import { savedFiltersOf } from '../saved-filters/saved-filters-view.js';
import { sealFor, type Asking } from '../web/desk-page.js';
import { officeNow } from '../database.js';
import type { Actor } from '../values/actor.js';
import { deadlinesFor } from '../filing-calendar/filing-calendar.js';
import type { FilingStep } from '../filing-calendar/rules.js';
import { formatMonth, type Month } from '../values/month.js';
import { formatDay, formatDateWithWeekday, officeDateOf } from '../values/office-date.js';
import { programmeOf, type ProgrammeKey } from '../values/programme.js';
import { canUrge } from '../workflow/urge-task.js';
import { urgeButton } from '../workflow/urge-view.js';
import { boardControls, boardFilterOf, boardHref, boardProgrammes, type BoardAsked } from './board-filter.js';
import { boardOf, boardOrganisations, boardSteps, stepOfStage, type BoardFilter, type BoardLine, type BoardSort, type BoardSums } from './board.js';

const A_PAGE = 100;
const LATE_NAMED = 6;

/** The board as the page shows it: each cell a word and a day, late ones in working days, with the act that reminds them. */
export async function boardView(asking: Asking, asked: BoardAsked, page: number): Promise<BoardPageProps> {
  const { actor } = asking;
  const today = officeDateOf(await officeNow());
  const filter = boardFilterOf(asked, today);
  const { programme, month } = filter;
  const offset = (page - 1) * A_PAGE;
  const { lines, sums } = await boardOf(actor, filter, { sort: asked.sort ?? 'school', limit: A_PAGE, offset });
  const steps = boardSteps(programme);
  const due = await daysOfSteps(actor, programme, month);
  const urge = await canUrge(actor, lines.flatMap(({ waits }) => (waits ? [waits.taskId] : [])));
  const here = boardHref(asked, { page });
  const offer = ({ waits }: BoardLine) => (waits ? urgeButton(asking, waits.taskId, urge(waits.taskId), here) : undefined);
  const name = programmeOf(programme).name;
  return {
    subtitle: `${actor.organisation.name}　${formatMonth(month)}　${formatDateWithWeekday(today)}`,
    acts: [{ key: 'export', label: '导出 Excel', href: boardHref(asked, { path: '/board.xlsx' }), allowed: true, unmet: [], icon: 'down' }],
    programmes: boardProgrammes.map((key) => ({ label: programmeOf(key).name, href: boardHref({ ...asked, programme: key }), current: key === programme })),
    filters: { ...boardControls(asked, filter, await boardOrganisations(actor), today), saved: await savedFiltersOf(asking, 'board') },
    ...(sums.late > 0 ? { late: await lateNote(asking, asked, filter, sums) } : {}),
    caption: `${formatMonth(month)}${name}办理进展`, sort: sortLinks(asked),
    steps: steps.map((step, at) => ({ ...step, ...(due.has(step.key) ? { due: due.get(step.key) } : {}), total: `${sums.beyond[at].toLocaleString('en-US')} 校` })),
    rows: lines.map((line) => rowOf(line, actor, steps.length, offer(line))),
    total: { schools: `${sums.schools.toLocaleString('en-US')} 所学校`, people: sums.people.toLocaleString('en-US') },
    pager: {
      text: lines.length === 0 ? `这一页没有了，共 ${sums.lines.toLocaleString('en-US')} 行` : `第 ${(offset + 1).toLocaleString('en-US')}–${(offset + lines.length).toLocaleString('en-US')} 行，共 ${sums.lines.toLocaleString('en-US')} 行`,
      ...(page > 1 ? { previous: boardHref(asked, { page: page - 1 }) } : {}), ...(offset + lines.length < sums.lines ? { next: boardHref(asked, { page: page + 1 }) } : {}),
    },
    empty: emptyWords(filter),
  };
}

/** The day of each of the board's steps in the filing calendar, as it holds for the viewer's office: 5月18日前. */
async function daysOfSteps(actor: Actor, programme: ProgrammeKey, month: Month): Promise<Map<string, string>> {
  const set = await deadlinesFor(actor, programme, month);
  return new Map(Object.entries(filingStepOf).flatMap(([key, step]) => {
    const day = set.find((one) => one.step === step)?.dueOn;
    return day ? [[key, `${formatDay(day)}前`] as const] : [];
  }));
}
const filingStepOf: Readonly<Record<string, FilingStep>> = { entry: 'entry', 'school-review': 'review', 'authority-review': 'review', publish: 'publicity', confirm: 'confirmation', disburse: 'disbursement' };

/** Who is late, the longest first, and one button that reminds all of them the viewer may remind. */
async function lateNote(asking: Asking, asked: BoardAsked, filter: BoardFilter, { late }: BoardSums): Promise<NonNullable<BoardPageProps['late']>> {
  const { lines } = await boardOf(asking.actor, { ...filter, late: true }, { sort: 'due', limit: LATE_NAMED, offset: 0 });
  const told = lines.map(({ school, list, waits }) => `${school.name}第${list?.batchNo ?? 1}批：“${waits?.task ?? ''}”等${waits?.organisation ?? ''}办理，${waits?.workdaysLate ? `已逾期 ${waits.workdaysLate} 个工作日` : '已过期限'}。`);
  return {
    title: `${late.toLocaleString('en-US')} 份名单已逾期`, lines: [...told, ...(late > lines.length ? [`还有 ${(late - lines.length).toLocaleString('en-US')} 份，在“期限”里选“只看逾期”。`] : [])],
    act: { key: 'urge-late', label: `催办逾期的 ${late.toLocaleString('en-US')} 份`, icon: 'bell', href: boardHref(asked, { path: '/board/urges' }), allowed: true, unmet: [], seal: sealFor(asking) },
  };
}

function sortLinks(asked: BoardAsked): NonNullable<BoardPageProps['sort']> {
  const link = (by: BoardSort, now: 'ascending' | 'descending'): SortLink => ({ href: boardHref({ ...asked, sort: by }), ...((asked.sort ?? 'school') === by ? { now } : {}) });
  return { school: link('school', 'ascending'), people: link('people', 'descending') };
}

function emptyWords({ stage, late, q, organisationId, programme, month }: BoardFilter): NonNullable<BoardPageProps['empty']> {
  if (late && !stage && !q) return { icon: 'check', title: `${formatMonth(month)}没有逾期的名单`, text: '有名单过了期限还没有办，会出现在这里。' };
  if (stage || q || organisationId || late) return { icon: 'find', title: '没有符合条件的学校', text: '放宽条件，或清空条件再看。', act: { key: 'clear', label: '清空条件', href: boardHref({ programme, month }), allowed: true, unmet: [] } };
  return { icon: 'list', title: '管理范围内没有中职学校', text: '学校建好以后，每所学校一行出现在这里。' };
}

function rowOf({ school, list, stage, waits }: BoardLine, actor: Actor, width: number, urge: OfferedAct | undefined): BoardRow {
  if (!list || !stage) return { id: `s${school.id}`, school: school.name, href: `/award-lists?schoolId=${school.id}`, people: '—', cells: [{ state: 'none', word: '还没有名单' }, ...Array.from({ length: width - 1 }, (): BoardCell => ({ state: 'none', word: '未到' }))] };
  const at = stepOfStage[stage];
  const cells = Array.from({ length: width }, (_, index): BoardCell => {
    if (index < at) return { state: 'good', word: '已完成' };
    if (index > at) return { state: 'none', word: '未到' };
    return cellNow(stage, waits, actor, list);
  });
  return { id: list.id, school: school.name, href: `/award-lists/${list.id}`, batch: `第${list.batchNo}批`, people: list.people.toLocaleString('en-US'), cells, ...(urge ? { acts: [urge] } : {}) };
}

function cellNow(stage: NonNullable<BoardLine['stage']>, waits: BoardLine['waits'], actor: Actor, list: NonNullable<BoardLine['list']>): BoardCell {
  const href = `/award-lists/${list.id}`;
  const lateWords = waits?.workdaysLate ? `逾期 ${waits.workdaysLate} 个工作日` : undefined;
  if (stage === 'withdrawal-pending') return { state: 'back', word: '待退回审核', detail: lateWords ?? leftWords(waits), href };
  if (stage === 'in-publicity') return { state: 'run', word: '公示中', detail: list.publicityEnd ? `到${formatDay(list.publicityEnd)}` : undefined, href };
  const mine = waits?.organisationId === actor.organisation.id && waits.role === actor.role;
  if (lateWords) return { state: 'late', word: lateWords, detail: mine ? '等我办理' : undefined, href };
  return { state: mine ? 'mine' : 'run', word: mine ? '等我办理' : '办理中', detail: leftWords(waits), href };
}

const leftWords = (waits: BoardLine['waits']): string | undefined => {
  if (!waits?.dueOn) return undefined;
  const left = waits.workdaysLeft === null ? '' : waits.workdaysLeft === 0 ? '，今天是最后一个工作日' : `，还有 ${waits.workdaysLeft} 个工作日`;
  return `${formatDay(waits.dueOn)}到期${left}`;
};
