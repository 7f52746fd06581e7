import { recordAudit } from '../audit/record.js';
import { rows, transact } from '../database.js';
import { roleNames, type Actor, type Role } from '../values/actor.js';
import { formatInstant, startOfOfficeDay } from '../values/office-date.js';
import { readingsSheet } from './spreadsheet.js';

/** Acts by which personal data of students, most of them minors, was seen in clear or left the system. */
const readings = ['查看证件号码原文', '导出学生名单', '下载导出的学生名单', '导出名单', '下载银行代发文件', '下载标出错误的文件'];

/** Who saw or exported what in a calendar year, with every purpose: one file for the yearly report on minors' data. */
export async function minorsReport(actor: Actor, year: number): Promise<{ name: string; bytes: Buffer }> {
  const found = await rows<{ office_at: Date; actor_name: string; role: string; organisation_name: string; action: string; object_kind: string; object_id: number | null; after_values: string | null; remark: string | null }>(
    "SELECT office_at, actor_name, role, organisation_name, action, object_kind, object_id, after_values, remark FROM audit_events WHERE outcome = 'done' AND action IN (?) AND office_at >= ? AND office_at < ? ORDER BY id LIMIT 100000",
    [readings, startOfOfficeDay(`${year}-01-01`), startOfOfficeDay(`${year + 1}-01-01`)]);
  const bytes = await readingsSheet(year, found.map((one) => ({
    at: formatInstant(one.office_at), who: one.actor_name, role: roleNames[one.role as Role] ?? one.role, organisation: one.organisation_name, action: one.action, object: `${one.object_kind} ${one.object_id ?? ''}`, people: peopleIn(one.after_values), purpose: one.remark ?? '',
  })));
  await transact(() => recordAudit(actor, { action: '导出未成年人信息报告', object: { kind: 'minors-report', id: actor.organisation.id }, after: { year } }));
  return { name: `${year}年未成年人个人信息查看与导出情况.xlsx`, bytes };
}

function peopleIn(values: string | null): number | null {
  const found = values ? (JSON.parse(values) as { people?: unknown }).people : undefined;
  return typeof found === 'number' ? found : null;
}
