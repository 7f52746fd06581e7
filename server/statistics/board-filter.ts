import { z } from 'zod';
import { stages, type Stage } from '../award-lists/status.js';
import { addMonths, formatMonth, monthOf, type Month } from '../values/month.js';
import type { OfficeDate } from '../values/office-date.js';
import type { ProgrammeKey } from '../values/programme.js';
import type { FieldOption } from '../web/components/field.js';
import type { FiltersProps } from '../web/components/filters.js';
import { stageLook } from '../web/components/tag.js';
import { blankable, id, month } from '../web/schemas.js';
import { boardSorts, type BoardFilter, type BoardSort } from './board.js';

export const boardProgrammes = ['vocational-grant', 'vocational-tuition-waiver'] as const;
const stageOptions: readonly [Stage | 'none', ...(Stage | 'none')[]] = ['none', ...stages];

/** The conditions of a board, the same at the page, at the call and in the workbook. */
export const boardConditions = {
  programme: blankable(z.enum(boardProgrammes)), month: blankable(month), stage: blankable(z.enum(stageOptions)), late: blankable(z.literal('true')), organisationId: blankable(id), q: blankable(z.string().trim().max(60)), sort: blankable(z.enum(boardSorts)),
};
export type BoardAsked = { programme?: ProgrammeKey; month?: Month; stage?: Stage | 'none'; late?: 'true'; organisationId?: number; q?: string; sort?: BoardSort };

/** What is looked at: the grant and the current month unless asked otherwise. */
export const boardFilterOf = ({ programme, month: asked, stage, late, organisationId, q }: BoardAsked, today: OfficeDate): BoardFilter =>
  ({ programme: programme ?? 'vocational-grant', month: asked ?? monthOf(today), stage, late: late === 'true', organisationId, q });

/** The address of a board under these conditions. */
export function boardHref({ organisationId, ...asked }: BoardAsked, { path = '/board', page = 1 }: { path?: string; page?: number } = {}): string {
  const words = { ...asked, organisationId: organisationId?.toString(), page: page > 1 ? String(page) : undefined };
  const query = new URLSearchParams(Object.entries(words).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  return query.size > 0 ? `${path}?${query.toString()}` : path;
}

const any: FieldOption = { value: '', label: '不限' };
const sortNames: Record<BoardSort, string> = { school: '按学校', due: '逾期和快到期的在前', people: '人数多的在前' };

/** The conditions as controls over the board. */
export function boardControls(asked: BoardAsked, filter: BoardFilter, organisations: readonly { id: number; name: string }[], today: OfficeDate): FiltersProps {
  const months = [...new Set([...Array.from({ length: 13 }, (_, back) => addMonths(monthOf(today), 1 - back)), filter.month])].sort().reverse();
  return {
    action: '/board', hidden: { programme: filter.programme }, submit: '查看', clearHref: `/board?programme=${filter.programme}`, filters: [
      { name: 'month', label: '月份', kind: 'select', value: filter.month, options: months.map((value) => ({ value, label: formatMonth(value) })) },
      { name: 'stage', label: '环节', kind: 'select', value: asked.stage, options: [any, ...stageOptions.map((stage) => ({ value: stage, label: stage === 'none' ? '还没有名单' : stageLook(stage, false).word }))] },
      { name: 'late', label: '期限', kind: 'select', value: asked.late, options: [any, { value: 'true', label: '只看逾期' }] },
      ...(organisations.length > 0 ? [{ name: 'organisationId', label: '下级单位', kind: 'select' as const, value: asked.organisationId?.toString(), options: [any, ...organisations.map(({ id: value, name }) => ({ value: String(value), label: name }))] }] : []),
      { name: 'sort', label: '排列', kind: 'select', value: asked.sort ?? 'school', options: boardSorts.map((sort) => ({ value: sort, label: sortNames[sort] })) },
      { name: 'q', label: '学校名称', kind: 'search', value: asked.q, placeholder: '输入名称中的几个字' },
    ],
  };
}
