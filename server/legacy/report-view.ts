import { officeNow } from '../database.js';
import { formatThousands } from '../lib/money.js';
import { officeDateOf } from '../values/office-date.js';
import type { UpgradeReportProps } from '../web/pages/upgrade-report-page.js';
import { momentWords } from '../web/time-words.js';
import { upgradeStanding, type ReportLine } from './report.js';

const outcomeWords = { taken: '已转入，请留意', merged: '与已有的合并', doubt: '待核实', left: '原样封存，没有转入' } as const;
const count = (value: number): string => value.toLocaleString('en-US');

/** 由 V3.1.0 升级: how far it is, and people and fen before and after. No name and no number of anybody stands here. */
export async function upgradeReportView(): Promise<UpgradeReportProps> {
  const standing = await upgradeStanding();
  const subtitle = '由 V3.1.0 升级到 V3.2.0 的旧库转入';
  if (!standing) return { title: '旧库转入报告', subtitle, next: { turn: 'others', text: '还没有转入旧库。由运维人员在服务器上执行升级命令（npm run upgrade），办法见随程序的升级说明。' } };
  const today = officeDateOf(await officeNow());
  const { report, doubts } = standing;
  if (!report || !standing.endedAt) return { title: '旧库转入报告', subtitle, next: { turn: 'others', text: `${momentWords(standing.startedAt, today)} 开始，还没有办完。中断了的，再执行一次升级命令就从断开的地方接着办。` } };
  const unequal = report.lines.filter(({ equal }) => !equal).map(({ name }) => name);
  return {
    title: '旧库转入报告', subtitle: `${subtitle}　${standing.oldName}　${momentWords(standing.endedAt, today)} 办完`,
    next: report.equal ? { turn: 'nobody', text: '旧库的每一行都有着落，人次和金额前后一分不差。' } : { turn: 'mine', title: '查清差额', text: `前后对不上：${[...unequal, ...(report.paid.before === report.paid.after ? [] : ['实发金额'])].join('、')}。转入以后又有人改过名单的，以转入当时的报告为准；否则请先不要启用。` },
    facts: [{ name: '实发金额（旧库）', value: formatThousands(report.paid.before), unit: '元' }, { name: '实发金额（转入、待核实和封存）', value: formatThousands(report.paid.after), unit: '元' }, { name: '待核实名单', value: count(doubts.open), unit: '份', note: doubts.settled > 0 ? `已核实 ${count(doubts.settled)} 份` : '由学校和主管部门核实' }],
    rows: report.lines.map(lineOf),
    reasons: report.reasons.map((one, at) => ({ id: at, name: one.name, outcome: outcomeWords[one.outcome], reason: one.reason, rows: count(one.rows) })),
    footnote: '账号不转入：按三员分离重新开户。旧库里的密码和登录记录没有读取。',
  };
}

function lineOf({ key, name, hasMoney, before, taken, merged, doubt, left, equal }: ReportLine): NonNullable<UpgradeReportProps['rows']>[number] {
  const cell = (one: ReportLine['before']): { rows: string; yuan?: string } => ({ rows: count(one.rows), ...(hasMoney ? { yuan: formatThousands(one.fen) } : {}) });
  return { id: key, name, before: cell(before), taken: cell(taken), merged: cell(merged), doubt: cell(doubt), left: cell(left), state: equal ? { tone: 'good', icon: 'check', word: '相符' } : { tone: 'bad', icon: 'cross', word: '不符' } };
}
