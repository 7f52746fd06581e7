import { row, rows, run } from '../database.js';
import { left, notYetBrought, recordBrought, type Brought } from './brought-rows.js';
import { levelNamed, stageNamed } from './old-words.js';
import type { OldRow } from './old-tables.js';

/** Organisations, authorities before what is below them; one whose code is known already is that one. All in one act: there are few. */
export async function bringOrganisations(all: readonly OldRow[]): Promise<void> {
  const waiting = new Map((await notYetBrought('organisations', all, 'org_code')).map((one) => [one.org_code ?? '', one]));
  const known = new Map((await rows<{ id: number; code: string }>('SELECT id, code FROM organisations')).map(({ id, code }) => [code, id]));
  const brought: Brought[] = [];
  for (let moved = true; moved;) {
    moved = false;
    for (const [code, one] of waiting) {
      const parent = one.parent_code ? known.get(one.parent_code) : null;
      if (parent === undefined) continue;
      brought.push(await bring(code, one, parent, known));
      waiting.delete(code);
      moved = true;
    }
  }
  for (const [code, one] of waiting) brought.push(left(code, one, '上级单位在旧库里找不到'));
  await recordBrought('organisations', brought);
}

async function bring(code: string, one: OldRow, parent: number | null, known: Map<string, number>): Promise<Brought> {
  const same = known.get(code);
  if (same !== undefined) return { no: code, outcome: 'merged', newId: same, reason: '新库里已有同一代码的单位' };
  const level = levelNamed(one.level);
  if (!level || !one.name) return left(code, one, level ? '没有名称' : `级别“${one.level ?? ''}”不认识`);
  const stage = stageNamed(one.stage);
  if (level === 'school' && !stage) return left(code, one, `学段“${one.stage ?? ''}”不认识`);
  const above = parent === null ? undefined : await row<{ path: string }>('SELECT path FROM organisations WHERE id = ?', [parent]);
  const region = /^\d{6}$/.test(one.region_code ?? '') ? one.region_code : '000000';
  const { insertId } = await run('INSERT INTO organisations (code, name, level, kind, stage, parent_id, region_code, path, telephone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [code, one.name.slice(0, 120), level, level === 'school' ? 'school' : 'education', level === 'school' ? stage : null, parent, region, '', (one.telephone ?? '').slice(0, 40)]);
  await run('UPDATE organisations SET path = ? WHERE id = ?', [`${above?.path ?? '/'}${insertId}/`, insertId]);
  known.set(code, insertId);
  return { no: code, outcome: 'taken', newId: insertId, ...(region === '000000' ? { reason: '行政区划代码不完整，请补' } : {}) };
}
