import { streamedWorkbook, writeRow, writeRows } from '../lib/spreadsheet.js';
import { formatDate, formatInstant, type OfficeDate } from '../values/office-date.js';
import { conclusionNames, resultNames, standingOf, stateNames, stateOf } from './rules.js';
import type { ProvinceUpgrade, Release } from './upgrade-record.js';

/** 各省升级情况 as a workbook: one province a row, in the order of the page. */
export async function upgradesSheet(release: Release, provinces: readonly ProvinceUpgrade[], today: OfficeDate): Promise<Buffer> {
  const { workbook, finish } = streamedWorkbook();
  const sheet = workbook.addWorksheet('升级情况', { views: [{ state: 'frozen', ySplit: 2, xSplit: 1 }], pageSetup: { orientation: 'landscape', fitToPage: true, fitToHeight: 0, printTitlesRow: '1:2' } });
  const heads = ['省份', '状态', '是否逾期', '部署包版本', '部署时间', '升级结果', '最近核对', '没有通过的项', '核实结果', '反馈时间', '反馈', '待答复的申请（份）', '联系电话'];
  sheet.columns = heads.map((_, at) => ({ width: at === 0 || at === 10 ? 36 : 16 }));
  writeRow(sheet, [`V${release.version} 升级情况　期限 ${formatDate(release.dueOn)}`], { bold: true, size: 14 });
  writeRow(sheet, heads, { bold: true });
  const time = (at: Date | null | undefined): string => (at ? formatInstant(at) : '');
  await writeRows(sheet, provinces.map(({ organisation, record, check, openRequests }) => {
    const state = stateOf(record);
    const { overdue, late } = standingOf(state, record?.fedBackAt ?? null, release.dueOn, today);
    return [organisation.name, stateNames[state], overdue ? '逾期' : late ? '逾期后反馈' : '', record?.packageVersion ?? '', time(record?.deployedAt), record ? resultNames[record.result] : '', time(check?.at), check ? check.failed : null, record?.conclusion ? conclusionNames[record.conclusion] : '', time(record?.fedBackAt), record?.feedback ?? '', openRequests, organisation.telephone];
  }));
  sheet.commit();
  return finish();
}
