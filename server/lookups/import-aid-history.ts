import { recordAudit } from '../audit/record.js';
import { officeNow, rows, run, transact } from '../database.js';
import type { Findings, HandedFile, ImportKind } from '../imports/kinds.js';
import { importTemplate } from '../imports/template/spreadsheet.js';
import { openTable, type SheetTable } from '../lib/sheet-table.js';
import { documentIndex } from '../students/protected-numbers.js';
import { markRostersOf } from '../students/roster-marks.js';
import type { Actor } from '../values/actor.js';
import { maskDocumentNumber } from '../values/identity-document.js';
import { monthOf } from '../values/month.js';
import { officeDateOf } from '../values/office-date.js';
import { normalisePersonName } from '../values/person-name.js';
import { programmes } from '../values/programme.js';
import { scopeSql } from '../values/scope.js';
import { aidColumns, aidGuidance, AID_ROWS, aidTable, readAidRow, type AidColumn, type AidRecord } from './aid-history-row.js';

type Sound = AidRecord & { personId: number };

async function check({ actor, bytes, repairs, named, rows: total }: HandedFile, found: Findings): Promise<void> {
  const now = monthOf(officeDateOf(await officeNow()));
  const table = await openTable(await bytes(), { ...aidTable, named }, repairs);
  let done = 0;
  for await (const batch of table.batches()) {
    const part: AidRecord[] = [];
    for (const source of batch) {
      const { record, errors } = readAidRow(table, source, now);
      found.refuse(errors);
      if (record) part.push(record);
    }
    await found.keep((await placed(actor, table, part, found)).map(({ name: _name, documentNumber: _number, ...kept }) => kept));
    await found.progress(done += batch.length, total);
  }
}

/** The records whose person is known in the scope, by number and name, and was not paid the same here already. */
async function placed(actor: Actor, table: SheetTable<AidColumn>, part: readonly AidRecord[], found: Findings): Promise<Sound[]> {
  if (part.length === 0) return [];
  const scope = scopeSql(actor);
  const indexes = part.map(({ documentNumber }) => documentIndex(documentNumber));
  const students = await rows<{ person_id: number; name: string; document_index: Buffer }>(`SELECT s.person_id, s.name, s.document_index FROM students s JOIN organisations o ON o.id = s.school_id WHERE ${scope.sql} AND s.document_index IN (?)`, [...scope.params, indexes.map((index) => [index])]);
  const byIndex = new Map<string, { personId: number; names: string[] }>();
  for (const { person_id, name, document_index } of students) {
    const known = byIndex.get(document_index.toString('hex')) ?? { personId: person_id, names: [] };
    known.names.push(name);
    byIndex.set(document_index.toString('hex'), known);
  }
  const persons = [...byIndex.values()].map(({ personId }) => personId);
  const here = new Set((persons.length === 0 ? [] : await rows<{ person_id: number; programme: string; month: string }>('SELECT person_id, programme, month FROM awards WHERE person_id IN (?) AND paid_fen > 0 AND month IS NOT NULL', [persons])).map((one) => `${one.person_id} ${one.programme} ${one.month}`));
  return part.flatMap((record, at): Sound[] => {
    const refuse = (key: AidColumn, code: string, given: string, message: string): Sound[] => {
      const { letter = '', header = '' } = table.columns.get(key) ?? {};
      found.refuse([{ row: record.row, column: letter, header, given, code, message }]);
      return [];
    };
    const known = byIndex.get(indexes[at].toString('hex'));
    if (!known) return refuse('documentNumber', 'not-on-roster', maskDocumentNumber(record.documentNumber), '名册里没有这个证件号码。请核对号码，或先在名册里添加这名学生');
    if (!known.names.includes(normalisePersonName(record.name))) return refuse('name', 'other-name', record.name, `名册里这个证件号码是${known.names[0]}。请核对姓名和证件号码`);
    const programme = programmes.find(({ name }) => name === record.programme);
    if (programme && here.has(`${known.personId} ${programme.key} ${record.month}`)) return refuse('programme', 'paid-here', record.programme, `本系统里这名学生 ${record.month} 的${record.programme}已经发放。请删去这一行，以免重复`);
    return [{ ...record, personId: known.personId }];
  });
}

/** One receipt a person, programme and month; said again, it takes over what is said now. */
async function write(actor: Actor, parts: AsyncIterable<string>): Promise<void> {
  await transact(async () => {
    let records = 0;
    for await (const text of parts) {
      const part: Sound[] = JSON.parse(text);
      records += part.length;
      await run(
        `INSERT INTO aid_history (person_id, programme_name, stage, school_name, month, paid_fen) VALUES ?
         ON DUPLICATE KEY UPDATE stage = VALUES(stage), school_name = VALUES(school_name), paid_fen = VALUES(paid_fen)`, [part.map((one) => [one.personId, one.programme, one.stage, one.school, one.month, one.paid])]);
      await markRostersOf([...new Set(part.map(({ personId }) => personId))]);
    }
    await recordAudit(actor, { action: '导入历年受助', object: { kind: 'aid-history', id: actor.organisation.id, organisationId: actor.organisation.id }, after: { records } });
  });
}

/** 历年受助 from before this system or from elsewhere as a file (.xlsx, .csv). */
export const aidHistoryImport: ImportKind = {
  key: 'aid-history',
  name: '历年受助',
  promise: '按证件号码和姓名记到学生名下；同一人、同一项目、同一月份已有的按文件改。',
  table: aidTable,
  inSteps: () => true,
  place: () => ({ label: '学生受助情况', href: '/aid-records', upload: '/aid-records#aid-file' }),
  check,
  write: (actor, _subjectId, parts) => write(actor, parts),
  template: { key: 'aid-history', fileName: '历年受助导入模板.xlsx', make: () => importTemplate('历年受助', aidColumns, (key) => aidGuidance[key], AID_ROWS) },
};
