import { recordAudit } from '../audit/record.js';
import { stageWords } from '../award-lists/status.js';
import { transact } from '../database.js';
import type { Actor } from '../values/actor.js';
import { formatMonth } from '../values/month.js';
import { programmeOf } from '../values/programme.js';
import { boardOf, type BoardFilter, type BoardLine, type BoardSort } from './board.js';
import { boardSheet, type BoardSheetRow } from './spreadsheet.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** More lines than the schools of a province have lists in a month. */
const MOST_LINES = 20_000;

/** The whole board under these conditions as a workbook, whatever page of it is looked at; the export is on record. */
export async function exportBoard(actor: Actor, filter: BoardFilter, sort: BoardSort): Promise<{ name: string; mime: string; bytes: Buffer }> {
  const { lines } = await boardOf(actor, filter, { sort, limit: MOST_LINES, offset: 0 });
  const title = `${formatMonth(filter.month)}${programmeOf(filter.programme).name}办理进展`;
  const bytes = await boardSheet(`${actor.organisation.name}　${title}`, lines.map(rowOf));
  await transact(() => recordAudit(actor, { action: '导出看板', object: { kind: 'organisation', id: actor.organisation.id, organisationId: actor.organisation.id }, after: { month: filter.month, programme: filter.programme, lines: lines.length } }));
  return { name: `${title}.xlsx`, mime: XLSX, bytes };
}

const rowOf = ({ school, list, stage, waits }: BoardLine): BoardSheetRow => ({
  school: school.name, batch: list ? `第${list.batchNo}批` : '', people: list?.people ?? null, stage: stage ? stageWords[stage] : '还没有名单', task: waits?.task ?? '', organisation: waits?.organisation ?? '', dueOn: waits?.dueOn ?? '',
  workdaysLeft: waits?.workdaysLeft ?? null, workdaysLate: waits?.workdaysLate ?? null, late: waits?.workdaysLate ? `${waits.organisation}已逾期 ${waits.workdaysLate} 个工作日` : '',
});
