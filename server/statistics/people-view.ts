import { formatThousands } from '../lib/money.js';
import { areaNames, sourceNames, verificationNames } from '../priority-groups/membership.js';
import { formatMonth, type Month } from '../values/month.js';
import { priorityGroupOf, type PriorityGroupKey } from '../values/priority-group.js';
import type { PagerProps } from '../web/components/table.js';
import type { TagProps } from '../web/components/tag.js';
import type { RecordCell, RecordColumn, RecordsPageProps } from '../web/pages/records-page.js';
import { groupsOf, type PersonFound } from './people-found.js';

export const PEOPLE_A_PAGE = 50;
type Rows = Pick<RecordsPageProps, 'columns' | 'rows'>;

const common: RecordColumn[] = [{ key: 'name', name: '姓名' }, { key: 'school', name: '学校' }, { key: 'class', name: '年级专业班级' }];
const commonCells = (one: PersonFound): Record<string, RecordCell> => ({
  name: { text: one.name, under: one.maskedId, href: `/students/${one.id}/record` }, school: { text: one.school.name, under: one.stageName }, class: { text: [one.grade, one.major, one.className].filter(Boolean).join(' ') },
});

/** Students with all the groups they belong to. */
export function peopleRows(people: readonly PersonFound[], month: Month): Rows {
  return {
    columns: [...common, { key: 'groups', name: '重点保障人群' }, { key: 'household', name: '户籍区划' }],
    rows: people.map((one) => ({ key: one.id, cells: { ...commonCells(one), groups: { text: groupsOf(one, month).map((key) => priorityGroupOf(key).label).join('、') || '—' }, household: { text: one.householdRegion ?? '—' } } })),
  };
}

/** Students of one group, with source, validity and what the school found out. */
export function memberRows(people: readonly PersonFound[], group: PriorityGroupKey, source: string | undefined): Rows {
  return {
    columns: [...common, { key: 'source', name: '来源' }, { key: 'validity', name: '有效期' }, { key: 'area', name: '城乡' }, { key: 'verification', name: '核实情况' }],
    rows: people.map((one) => {
      const own = one.memberships.filter((membership) => membership.group === group && (!source || membership.source === source));
      return {
        key: one.id, cells: {
          ...commonCells(one), source: { text: [...new Set(own.map((membership) => sourceNames[membership.source]))].join('、') },
          validity: { text: own.map(({ validFrom, validTo }) => `${formatMonth(validFrom)}起${validTo ? `至${formatMonth(validTo)}` : ''}`).join('；') }, area: { text: [...new Set(own.map(({ area }) => areaNames[area]))].join('、') },
          verification: {
            text: '', tags: own.map(({ verification }) => verificationTag(verification)),
            ...(own.some(({ name }) => name !== one.name) ? { under: `下发姓名：${[...new Set(own.filter(({ name }) => name !== one.name).map(({ name }) => name))].join('、')}，与名册不同` } : own.some(({ reason }) => reason) ? { under: own.map(({ reason }) => reason).filter(Boolean).join('；') } : {}),
          },
        },
      };
    }),
  };
}

/** Students with 历年受助: the newest receipts, how often and how much in all. */
export function aidedRows(people: readonly PersonFound[], month: Month): Rows {
  return {
    columns: [...common, { key: 'groups', name: '重点保障人群' }, { key: 'aid', name: '历年受助' }, { key: 'times', name: '受助次数', num: true }, { key: 'paid', name: '实发合计（元）', num: true }],
    rows: people.map((one) => ({
      key: one.id, cells: {
        ...commonCells(one), groups: { text: groupsOf(one, month).map((key) => priorityGroupOf(key).label).join('、') || '—' },
        aid: one.aid.length === 0 ? { text: '无' } : { text: `${one.aid[0].period}　${one.aid[0].programme}`, ...(one.aid.length > 1 ? { under: `另有 ${one.aid.length - 1} 次，最早 ${one.aid[one.aid.length - 1].period}` } : {}), href: `/students/${one.id}/record` },
        times: { text: String(one.aid.length) }, paid: { text: formatThousands(one.aid.reduce((sum, { amount }) => sum + amount, 0)) },
      },
    })),
  };
}

export function verificationTag(verification: keyof typeof verificationNames): TagProps {
  switch (verification) {
    case 'unverified': return { tone: 'run', icon: 'clock', word: verificationNames.unverified };
    case 'true': return { tone: 'good', icon: 'check', word: verificationNames.true };
    case 'untrue': return { tone: 'bad', icon: 'cross', word: verificationNames.untrue };
    case 'transferred': return { tone: 'back', icon: 'out', word: verificationNames.transferred };
  }
}

/** How many people; of very many found by name or verification it is only told that they are more. */
export type PeopleCount = { total: number; atLeast?: true };
export const peopleWords = ({ total, atLeast }: PeopleCount): string => `${total.toLocaleString('en-US')} 人${atLeast ? '以上' : ''}`;

/** Which of how many people are shown, and the way to the others. */
export function pagerOf({ total, atLeast }: PeopleCount, shown: number, page: number, at: (page: number) => string): PagerProps {
  const from = (page - 1) * PEOPLE_A_PAGE;
  return {
    text: total === 0 ? '没有学生' : `第 ${(from + 1).toLocaleString('en-US')}–${(from + shown).toLocaleString('en-US')} 人，共 ${peopleWords({ total, atLeast })}`, note: '证件号只显示前四位和后四位',
    ...(page > 1 ? { previous: at(page - 1) } : {}), ...(from + shown < total || (atLeast && shown === PEOPLE_A_PAGE) ? { next: at(page + 1) } : {}),
  };
}
