import { transact } from '../database.js';
import { recordAudit } from '../audit/record.js';
import type { Actor } from '../values/actor.js';
import { importOfOwnSchool } from './file-import.js';
import { bytesOf } from './import-parts.js';
import { errorSheet } from './spreadsheet.js';

/** The file as it was handed in, with its errors marked; after a week only the list of errors. That it was fetched is on record. @throws NotFound */
export async function errorFile(actor: Actor, id: number): Promise<{ name: string; bytes: Buffer }> {
  const found = await importOfOwnSchool(actor, id);
  const marked = await bytesOf(id, 'marked');
  await transact(() => recordAudit(actor, { action: '下载标出错误的文件', object: { kind: 'import', id, organisationId: actor.organisation.id } }));
  return marked ? { name: `标出错误-${found.fileName.replace(/\.[^.]*$/, '')}.xlsx`, bytes: marked } : { name: '导入的错误.xlsx', bytes: await errorSheet(found.errors) };
}
