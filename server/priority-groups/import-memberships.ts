import { recordAudit } from '../audit/record.js';
import { officeNow, rows, transact } from '../database.js';
import type { Findings, HandedFile, ImportKind } from '../imports/kinds.js';
import { RuleBroken } from '../lib/errors.js';
import { openTable, type SheetError } from '../lib/sheet-table.js';
import { documentIndex } from '../students/protected-numbers.js';
import { isSchool, type Actor } from '../values/actor.js';
import { officeDateOf } from '../values/office-date.js';
import { keepMemberships } from './keep-memberships.js';
import { sourceNames } from './membership.js';
import { membershipTable, readMembershipRow, type MembershipRecord } from './membership-row.js';
import { membershipTemplate } from './spreadsheet.js';

async function check({ actor, bytes, repairs, named, rows: total }: HandedFile, found: Findings): Promise<void> {
  const today = officeDateOf(await officeNow());
  const table = await openTable(await bytes(), { ...membershipTable, named }, repairs);
  let done = 0;
  for await (const batch of table.batches()) {
    const part: MembershipRecord[] = [];
    for (const source of batch) {
      const { record, errors } = readMembershipRow(table, source, today);
      found.refuse(errors);
      if (record) part.push(record);
    }
    if (isSchool(actor)) found.refuse(await refuseStrangers(actor, part, table.columns.get('documentNumber')));
    await found.keep(part);
    await found.progress(done += batch.length, total);
  }
}

/** A school collects about its own students; whom its roster does not know is an error of the row. */
async function refuseStrangers(actor: Actor, part: readonly MembershipRecord[], place: { letter: string; header: string } | undefined): Promise<SheetError[]> {
  if (part.length === 0) return [];
  const indexes = part.map(({ documentNumber }) => documentIndex(documentNumber));
  const known = new Set((await rows<{ document_index: Buffer }>('SELECT document_index FROM students WHERE school_id = ? AND document_index IN (?)', [actor.organisation.id, indexes.map((index) => [index])])).map(({ document_index }) => document_index.toString('hex')));
  return part.flatMap(({ row, name }, at) => (known.has(indexes[at].toString('hex')) ? [] : [{ row, column: place?.letter ?? '', header: place?.header ?? '', given: name, code: 'not-on-roster', message: '本校名册里没有这个证件号码。请核对号码，或先在名册里添加这名学生' }]));
}

/** What an authority hands in is centrally issued, what a school hands in is its own collection. */
async function write(actor: Actor, parts: AsyncIterable<string>): Promise<void> {
  await transact(async () => {
    const source = isSchool(actor) ? 'local' : 'central';
    const sum = { added: 0, changed: 0, matched: 0, otherName: 0 };
    for await (const text of parts) {
      const records: MembershipRecord[] = JSON.parse(text);
      const kept = await keepMemberships(source, records, isSchool(actor) ? actor.organisation.id : null);
      sum.added += kept.added; sum.changed += kept.changed; sum.matched += kept.matched; sum.otherName += kept.otherName;
    }
    if (sum.added + sum.changed === 0) throw new RuleBroken('nothing-to-import', '文件里没有要导入的行。');
    await recordAudit(actor, { action: '导入特殊群体信息', object: { kind: 'group-memberships', id: actor.organisation.id, organisationId: actor.organisation.id }, after: { source: sourceNames[source], ...sum } });
  });
}

/** 特殊群体信息 as a file (.xlsx, .csv in UTF-8 or GBK): 中央下发 by an authority, 自采集 by a school. */
export const membershipImport: ImportKind = {
  key: 'priority-groups',
  name: '特殊群体信息',
  promise: '按证件号码和姓名与学生比对，已有的记录按文件修改，学校核实过的结果保留。',
  table: membershipTable,
  inSteps: () => true,
  place: () => ({ label: '重点保障人群信息查询', href: '/priority-groups', upload: '/priority-groups#groups' }),
  check,
  write: (actor, _subjectId, parts) => write(actor, parts),
  template: { key: 'priority-groups', fileName: '特殊群体信息导入模板.xlsx', make: membershipTemplate },
};
