import { formatThousands } from '../../lib/money.js';
import { periodFields, periodName, shortPeriod, type Period } from '../../values/period.js';
import { programmeOf, type ProgrammeKey } from '../../values/programme.js';
import { chosen, refusalLines, sealFor, type Asking, type Refused } from '../../web/desk-page.js';
import type { OfferedAct } from '../../web/components/act.js';
import type { CopyPageProps } from '../../web/pages/copy-page.js';
import type { ListToBegin } from '../lists-to-begin.js';
import { sumAfter, sumBefore, type ListProposal, type ProposedPerson } from '../propose-copy.js';

/** The page where a new list is looked at before it is made from an earlier one. */
export const copyHref = (programme: ProgrammeKey, period: Period, from?: number): string => `/award-list-copy?${new URLSearchParams({ programme, ...periodFields(period) })}${from === undefined ? '' : `&from=${from}`}`;

/** The one button for a list that is missing this month or term. */
export const beginAct = ({ programme, period, copyPeriod }: ListToBegin): OfferedAct => ({
  key: `begin-${programme}`, allowed: true, unmet: [], icon: copyPeriod ? 'copy' : 'plus',
  label: copyPeriod ? `照${shortPeriod(copyPeriod)}名单录入${shortPeriod(period)}${programmeOf(programme).menuName}` : `录入${shortPeriod(period)}${programmeOf(programme).menuName}`,
  href: copyPeriod ? copyHref(programme, period) : '/award-lists#create',
});

/** A proposal in words: the sums, who is offered, who stays behind and why, whose amount changes, who comes over. */
export function copyView(asking: Asking, proposal: ListProposal, from: number | undefined, refused?: Refused): CopyPageProps {
  const { kept, dropped, offered, sources, period, programme } = proposal;
  const changed = kept.filter((one) => one.before !== one.after);
  const overdue = kept.filter((one) => one.overdue);
  const ticked = new Set(chosen(refused?.typed.include).map(String));
  const word = programmeOf(programme).payableWord;
  const tier = (key: string): string => proposal.standards.find((one) => one.tier === key)?.name ?? key;
  return {
    title: `${periodName(period)}　${programmeOf(programme).name}`, subtitle: `照${periodName(proposal.sourcePeriod)}名单（${sources.map(({ batchNo, people }) => `第${batchNo}批 ${people.toLocaleString('en-US')} 人`).join('、')}）新建，还没有写入`,
    beforeName: `${shortPeriod(proposal.sourcePeriod)}${word}（元）`, afterName: `${shortPeriod(period)}${word}（元）`,
    ...(refused ? { errors: refusalLines(refused) } : {}),
    sums: [
      { value: `${kept.length.toLocaleString('en-US')} 人`, note: `沿用，${word} ${formatThousands(sumAfter(kept))} 元` },
      { value: `${dropped.length > 0 ? '−' : ''}${dropped.length.toLocaleString('en-US')} 人`, note: `不再列入${dropped.length > 0 ? `，原 ${formatThousands(sumBefore(dropped))} 元` : ''}`, look: dropped.length > 0 ? 'down' : undefined },
      { value: `${offered.length.toLocaleString('en-US')} 人`, note: '可以加入，由您勾选', look: offered.length > 0 ? 'up' : undefined },
      { value: `${changed.length.toLocaleString('en-US')} 人`, note: `金额变化${changed.length > 0 ? `，${signed(sumAfter(changed) - sumBefore(changed))} 元` : ''}` },
    ],
    form: {
      action: '/award-list-copy', seal: sealFor(asking), submit: `新建名单：沿用 ${kept.length.toLocaleString('en-US')} 人`, cancel: '/award-lists',
      hidden: { programme, ...periodFields(period), seen: proposal.seen, ...(from === undefined ? {} : { from: String(from) }) },
      offered: offered.map((one) => ({ id: String(one.studentId), name: one.name, detail: `${place(one)}　${tier(one.tier)} ${formatThousands(one.after)} 元`, reason: one.reason, chosen: ticked.has(String(one.studentId)) })),
    },
    dropped: dropped.map((one) => ({ id: one.studentId, name: one.name, place: place(one), before: formatThousands(one.before), reason: one.reason })),
    changed: changed.map((one) => ({ id: one.studentId, name: one.name, place: place(one), before: formatThousands(one.before ?? 0), after: formatThousands(one.after), reason: `${tier(one.tier)}，按${periodName(period)}的标准` })),
    overdue: overdue.map((one) => ({ id: one.studentId, name: one.name, place: place(one) })),
    classes: byClass(kept),
  };
}

const place = ({ grade, major, className }: Pick<ProposedPerson, 'grade' | 'major' | 'className'>): string => [grade, major, className].filter(Boolean).join(' ');
const signed = (fen: number): string => (fen > 0 ? `+${formatThousands(fen)}` : fen < 0 ? `−${formatThousands(-fen)}` : '0.00');

/** The names that come over, class by class, so that thirteen hundred can be run through. */
function byClass(kept: readonly ProposedPerson[]): { name: string; people: number; names: string }[] {
  const groups = new Map<string, string[]>();
  for (const one of kept) groups.set(place(one), [...(groups.get(place(one)) ?? []), one.name]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b, 'zh-CN')).map(([name, names]) => ({ name, people: names.length, names: names.join('、') }));
}
