import { recordAudit } from '../audit/record.js';
import { isDuplicate, row, rows, run, transact } from '../database.js';
import { Conflict, Forbidden, NotFound, RuleBroken } from '../lib/errors.js';
import { isOfficeDate } from '../values/office-date.js';
import type { Actor } from '../values/actor.js';
import { versionById } from './definition.js';
import type { DefinitionModel, Variable } from './definition-model.js';
import { appendHistory } from './history.js';
import { isSkippable, subjectProvider } from './registry.js';
import { lockInstance, type LockedInstance } from './step.js';

/**
 * 修复异常: something out of the ordinary about a step that cannot be taken, asked by a process administrator and granted
 * by a process publisher (exceptional acts need two people, design §5). Granting only prepares; the step is then retried.
 */
export type Repair = {
  id: number; incidentId: number; instanceId: number; kind: 'variable' | 'skip'; elementId: string | null; flowId: string | null; variable: string | null; reason: string;
  state: 'waiting' | 'granted' | 'refused' | 'used'; askedBy: { id: number; name: string }; askedAt: Date; decidedBy: string | null; decidedAt: Date | null; remark: string | null;
};
export type AskedRepair = { kind: 'variable'; variable: string; value: string } | { kind: 'skip'; flowId?: string };

type Row = { id: number; incident_id: number; instance_id: number; kind: Repair['kind']; element_id: string | null; flow_id: string | null; variable: string | null; value: string | null; reason: string; state: Repair['state']; asked_by: number; asked_by_name: string; asked_at: Date; decided_by_name: string | null; decided_at: Date | null; remark: string | null };
const SELECT = 'SELECT r.id, r.incident_id, r.instance_id, r.kind, r.element_id, r.flow_id, r.variable, r.value, r.reason, r.state, r.asked_by, a.name AS asked_by_name, r.asked_at, d.name AS decided_by_name, r.decided_at, r.remark FROM process_repairs r JOIN users a ON a.id = r.asked_by LEFT JOIN users d ON d.id = r.decided_by';
const repairOf = (found: Row): Repair => ({ id: found.id, incidentId: found.incident_id, instanceId: found.instance_id, kind: found.kind, elementId: found.element_id, flowId: found.flow_id, variable: found.variable, reason: found.reason, state: found.state, askedBy: { id: found.asked_by, name: found.asked_by_name }, askedAt: found.asked_at, decidedBy: found.decided_by_name, decidedAt: found.decided_at, remark: found.remark });

/** Those that wait first; of one instance or of all. */
export async function listRepairs(filter: { instanceId?: number; state?: Repair['state']; limit: number }): Promise<Repair[]> {
  const where = [...(filter.instanceId ? ['r.instance_id = ?'] : []), ...(filter.state ? ['r.state = ?'] : [])];
  return (await rows<Row>(`${SELECT}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''} ORDER BY r.open_flag IS NULL, r.id DESC LIMIT ?`, [...(filter.instanceId ? [filter.instanceId] : []), ...(filter.state ? [filter.state] : []), filter.limit])).map(repairOf);
}

/**
 * Variables of a drawing that a repair may set: declared ones that forms filled. The subject's own facts (its amounts, its
 * organisation, its period), amounts of a form and people's decisions are not an administrator's to change (design §5).
 */
export function editableVariables(model: DefinitionModel): Variable[] {
  const facts = new Set(subjectProvider(model.subject).facts.map(({ name }) => name));
  const closed = new Set(Object.values(model.elements).flatMap(({ form }) => form.filter(({ type }) => type === 'money' || type === 'people').map(({ id }) => id)));
  return model.variables.filter(({ name }) => name !== 'decision' && !facts.has(name) && !closed.has(name));
}

/** What passing over an element would mean, or why it cannot be passed over. Ways are the flows one may choose at a gateway. */
export function detourAt(model: DefinitionModel, elementId: string | null): { whyNot: string } | { ways: { id: string; name: string }[] } {
  const element = elementId === null ? undefined : model.elements[elementId];
  if (!element) return { whyNot: '这个异常不在某一个环节上，没有可以跳过的。' };
  if (element.type === 'exclusiveGateway') {
    const ways = Object.values(model.flows).filter(({ from }) => from === element.id);
    return { ways: ways.map((flow) => ({ id: flow.id, name: flow.name || `到“${model.elements[flow.to]?.name || flow.to}”` })) };
  }
  if (element.external) return { whyNot: `“${element.name || element.id}”由外部程序办理，不能跳过。请排除原因后重试，程序会再领去办。` };
  if (element.type !== 'serviceTask') return { whyNot: `“${element.name || element.id}”要由人办理或等到时间，不能跳过。` };
  if (!isSkippable(element.service ?? '')) return { whyNot: `“${element.name || element.id}”改变办理状态，由规则办理，不能跳过。请排除原因后重试。` };
  return { ways: [] };
}

/**
 * Asks for a repair of an open incident. Nothing changes until another person grants it.
 * @throws NotFound; Conflict `already-done` when the incident is resolved, `in-use` when a repair of it already waits;
 * RuleBroken `variable-not-editable`, `value-invalid`, `cannot-be-skipped`
 */
export async function askRepair(actor: Actor, incidentId: number, asked: AskedRepair, reason: string): Promise<Repair> {
  return transact(async (tx) => {
    const incident = await row<{ instance_id: number; element_id: string | null; state: string; definition_id: number }>('SELECT i.instance_id, i.element_id, i.state, p.definition_id FROM incidents i JOIN process_instances p ON p.id = i.instance_id WHERE i.id = ?', [incidentId]);
    if (!incident) throw new NotFound('没有这个异常。');
    await lockInstance(incident.instance_id);
    const now = await row<{ state: string }>('SELECT state FROM incidents WHERE id = ? FOR UPDATE', [incidentId]);
    if (now?.state !== 'open') throw new Conflict('already-done', '这个异常已经处理过，不用再修复。');
    const { model } = await versionById(incident.definition_id);
    const change = asked.kind === 'variable' ? { variable: asked.variable, value: valueOf(model, asked) } : { flowId: wayOf(model, incident.element_id, asked.flowId) };
    try {
      const { insertId } = await run('INSERT INTO process_repairs (incident_id, instance_id, kind, element_id, flow_id, variable, value, reason, asked_by, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        [incidentId, incident.instance_id, asked.kind, incident.element_id, change.flowId ?? null, change.variable ?? null, change.value ?? null, reason, actor.userId, tx.now]);
      await recordAudit(actor, { action: '申请修复异常', object: { kind: 'incident', id: incidentId }, after: { kind: asked.kind, field: change.variable ?? null, way: change.flowId ?? null }, remark: reason });
      return await repairById(insertId);
    } catch (error) {
      throw isDuplicate(error, 'process_repairs_one_open') ? new Conflict('in-use', '这个异常已有一个修复申请在等流程发布人决定。') : error;
    }
  });
}

function valueOf(model: DefinitionModel, { variable, value }: { variable: string; value: string }): string {
  const declared = editableVariables(model).find(({ name }) => name === variable);
  if (!declared) throw new RuleBroken('variable-not-editable', `变量“${variable}”不能改：只能改流程图里声明、由表单填写的变量；金额、单位、办理对象和别人的决定不能改。`);
  const invalid = (what: string): never => { throw new RuleBroken('value-invalid', `“${declared.label || variable}”要填${what}。`); };
  switch (declared.type) {
    case 'number': return value.trim() !== '' && Number.isFinite(Number(value)) ? JSON.stringify(Number(value)) : invalid('数字');
    case 'boolean': return value === 'true' || value === 'false' ? value : invalid(' true（是）或 false（否）');
    case 'date': return isOfficeDate(value) ? JSON.stringify(value) : invalid('日期，如 2023-05-10');
    case 'text': return JSON.stringify(value);
  }
}

function wayOf(model: DefinitionModel, elementId: string | null, flowId: string | undefined): string | null {
  const detour = detourAt(model, elementId);
  if ('whyNot' in detour) throw new RuleBroken('cannot-be-skipped', detour.whyNot);
  if (detour.ways.length === 0) return null;
  if (!detour.ways.some(({ id }) => id === flowId)) throw new RuleBroken('cannot-be-skipped', '请选定从这个判断往哪里走。');
  return flowId ?? null;
}

/**
 * Grants or refuses a repair. A granted variable is set in this act; a granted detour holds for the next retry, once.
 * @throws NotFound; Forbidden `same-person` for whoever asked; Conflict `already-done`
 */
export async function decideRepair(actor: Actor, id: number, grants: boolean, remark: string): Promise<Repair> {
  return transact(async (tx) => {
    const before = await repairById(id);
    const instance = await lockInstance(before.instanceId);
    const found = await row<{ state: string; value: string | null }>('SELECT state, value FROM process_repairs WHERE id = ? FOR UPDATE', [id]);
    if (found?.state !== 'waiting') throw new Conflict('already-done', '这个修复申请已经有了决定。');
    if (before.askedBy.id === actor.userId) throw new Forbidden('same-person', '修复是您申请的，要由另一位流程发布人决定。');
    const incident = await row<{ state: string }>('SELECT state FROM incidents WHERE id = ?', [before.incidentId]);
    if (grants && incident?.state !== 'open') throw new Conflict('already-done', '这个异常已经处理过，不用再修复。');
    if (grants && before.kind === 'variable') await setVariable(instance, before, found.value, actor, tx.now);
    const state = !grants ? 'refused' : before.kind === 'variable' ? 'used' : 'granted';
    await run('UPDATE process_repairs SET state = ?, open_flag = NULL, decided_by = ?, decided_at = ?, remark = ? WHERE id = ?', [state, actor.userId, tx.now, remark, id]);
    await recordAudit(actor, { action: grants ? '同意修复异常' : '不同意修复异常', object: { kind: 'incident', id: before.incidentId }, after: { kind: before.kind, field: before.variable, way: before.flowId }, remark });
    return repairById(id);
  });
}

async function setVariable(instance: LockedInstance, { variable, reason }: Repair, value: string | null, actor: Actor, now: Date): Promise<void> {
  const { model } = await versionById(instance.definitionId);
  if (!editableVariables(model).some(({ name }) => name === variable)) throw new RuleBroken('variable-not-editable', `变量“${variable}”在现在的流程图里不能改。`);
  await run('INSERT INTO process_variables (instance_id, name, value) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value)', [instance.id, variable, value]);
  await appendHistory(instance.id, instance.historySeq, [{ kind: 'variable-set', elementName: model.variables.find(({ name }) => name === variable)?.label || variable || '', actor, remark: reason }], now);
  await run('UPDATE process_instances SET history_seq = history_seq + 1, version = version + 1 WHERE id = ?', [instance.id]);
}

async function repairById(id: number): Promise<Repair> {
  const found = await row<Row>(`${SELECT} WHERE r.id = ?`, [id]);
  if (!found) throw new NotFound('没有这个修复申请。');
  return repairOf(found);
}
