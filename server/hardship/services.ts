import { recordAudit } from '../audit/record.js';
import { requireTx, run } from '../database.js';
import { Conflict } from '../lib/errors.js';
import type { Service, ServiceCall } from '../workflow/registry.js';
import { determinationById, statusNames, type Determination } from './determination.js';

/** What the diagram of 困难认定 may call. */
export const hardshipServices: Record<string, Service> = {
  passHardship: async (call) => {
    const one = await pending(call);
    await run("UPDATE hardship_determinations SET status = 'superseded', current_flag = NULL, version = version + 1 WHERE student_id = ? AND school_year = ? AND current_flag = 1", [one.student.id, one.schoolYear]);
    await close(call, one, 'passed');
  },
  failHardship: async (call) => close(call, await pending(call), 'failed'),
};

async function pending(call: ServiceCall): Promise<Determination> {
  const one = await determinationById(call.subject.id);
  if (one.status !== 'pending') throw new Conflict('already-done', '这份认定已经审核过，请刷新页面。');
  return one;
}

async function close(call: ServiceCall, one: Determination, status: 'passed' | 'failed'): Promise<void> {
  const { affected } = await run('UPDATE hardship_determinations SET status = ?, pending_flag = NULL, current_flag = ?, reviewed_by = ?, reviewed_at = ?, remark = ?, version = version + 1 WHERE id = ? AND version = ?',
    [status, status === 'passed' ? 1 : null, call.actor?.userId ?? null, requireTx().now, call.input.remark ?? '', one.id, one.version]);
  if (affected !== 1) throw new Conflict('stale-version', '这份认定刚被别人办理，请刷新后再办。');
  if (call.actor) await recordAudit(call.actor, { action: '困难认定审核', object: { kind: 'hardship', id: one.id, organisationId: one.school.id }, before: { status: statusNames[one.status] }, after: { status: statusNames[status] }, remark: call.input.remark ?? null });
}
