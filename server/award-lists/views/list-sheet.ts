import { officeNow } from '../../database.js';
import { formatThousands } from '../../lib/money.js';
import { formatInstant, formatPeriod } from '../../values/office-date.js';
import { periodName } from '../../values/period.js';
import type { PagerProps } from '../../web/components/table.js';
import type { ListSheetProps } from '../../web/pages/list-sheet-page.js';
import { awardsOf } from '../award.js';
import { standardsOf } from '../standards.js';
import { stageWords } from '../status.js';
import type { Dossier } from './dossier.js';

/** As many people as are put on paper at once: thirty sheets. */
export const PEOPLE_A_PART = 1000;

/** Which part of a long list is looked at, and the ways to the others; nothing where all of it is there. */
export function partPager(page: number, people: number, at: (page: number) => string): PagerProps | undefined {
  if (people <= PEOPLE_A_PART) return undefined;
  const first = (page - 1) * PEOPLE_A_PART;
  const last = Math.min(people, first + PEOPLE_A_PART);
  const number = (value: number): string => value.toLocaleString('en-US');
  return { text: `这一部分是第 ${number(first + 1)}–${number(last)} 人，共 ${number(people)} 人，请逐部分打印`, ...(page > 1 ? { previous: at(page - 1) } : {}), ...(last < people ? { next: at(page + 1) } : {}) };
}

/** 资助名单 as it stands now, for printing. @param page which part of a list of more than a thousand. */
export async function listSheet({ list, stage }: Dossier, page: number): Promise<Omit<ListSheetProps, 'version'>> {
  const { programme } = list;
  const awards = await awardsOf(list.id, { limit: PEOPLE_A_PART, offset: (page - 1) * PEOPLE_A_PART, plain: true });
  const tiers = new Map(programme.key === 'state-student-loan' ? [] : (await standardsOf(programme.key, list.period, list.school.id)).map(({ tier, name }) => [tier, name]));
  const people = `${list.people.toLocaleString('en-US')} 人`;
  const paid = list.paid === null ? '—' : formatThousands(list.paid);
  const first = (page - 1) * PEOPLE_A_PART;
  return {
    back: `/award-lists/${list.id}`, school: list.school.name, title: `${periodName(list.period)}　${programme.name}　第${list.batchNo}批`, payableWord: programme.payableWord,
    facts: [
      { name: '主管部门', value: list.authority.name }, { name: '环节', value: stageWords[stage] }, { name: '人数', value: people }, { name: `${programme.payableWord}合计`, value: `${formatThousands(list.payable)} 元` },
      ...(list.publicity ? [{ name: '公示时间', value: formatPeriod(list.publicity.start, list.publicity.end) }] : []), ...(list.paid === null ? [] : [{ name: '实发合计', value: `${paid} 元` }]),
    ],
    people: awards.map((one, at) => ({
      number: String(first + at + 1), name: one.student.name, maskedId: one.student.maskedId, grade: one.grade, major: one.major, className: one.className, tier: tiers.get(one.tier) ?? one.tier,
      payable: formatThousands(one.payable), paid: one.paid === null ? '—' : formatThousands(one.paid),
    })),
    ...(first + awards.length >= list.people ? { total: { people, payable: formatThousands(list.payable), paid } } : {}),
    ...(list.people > PEOPLE_A_PART ? { pager: partPager(page, list.people, (other) => `/award-lists/${list.id}/list-sheet?page=${other}`) } : {}),
    signs: ['学校经办人', '学校审核人', '学校（盖章）'], printedOn: formatInstant(await officeNow()),
  };
}
