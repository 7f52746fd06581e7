import { later, requireTx, run } from '../database.js';
import { evaluateCondition } from './conditions.js';
import { activeVersion } from './definition.js';
import { engineVersions, type Settled } from './engine.js';
import { appendHistory, type HistoryEntry } from './history.js';
import { subjectProvider, type Subject } from './registry.js';
import { stepper } from './step.js';
import { syncWaits } from './waiting-rows.js';

/** One waiting point that was passed before the process came to this system, and what was decided there. */
export type Passed = { elementId: string; decision?: string };

/** The active diagram has not this waiting point where the subject stands. Nothing was changed. */
export class PlaceMissing extends Error {}

/**
 * Begins a process where its subject already stands: what was done elsewhere (in V3.1.0) is passed over, without tasks, services
 * or messages for it, and what waits now is opened as always. The subject's columns must say so already.
 * @param passed the waiting points behind it, in order; @param remark what the history says of it.
 * @throws PlaceMissing when the active version of the diagram does not wait there.
 */
export async function placeInstance(definitionKey: string, subject: Subject, passed: readonly Passed[], remark: string): Promise<number> {
  const tx = requireTx();
  const version = await activeVersion(definitionKey);
  const facts = await subjectProvider(subject.kind).load(subject.id, version.model.levels);
  const valuesAfter = (decision: string | undefined) => Object.fromEntries(version.model.variables.map(({ name }) => [name, name === 'decision' ? decision ?? null : facts.values[name] ?? null]));
  let decision: string | undefined;
  const answers = {
    condition: async (flowId: string) => evaluateCondition(version.model.flows[flowId].condition ?? '', valuesAfter(decision)),
    // What the services would have changed stands in the columns already.
    service: async () => undefined,
    cardinality: async (elementId: string): Promise<number> => { throw new PlaceMissing(`“${version.model.elements[elementId]?.name ?? elementId}”要多个单位一起办，不能从半路开始。`); },
  };
  let settled: Settled = await stepper.begin(version.source, answers);
  for (const point of passed) {
    const wait = settled.waits.find(({ elementId }) => elementId === point.elementId);
    if (!wait) throw new PlaceMissing(`启用的流程图“${version.model.name}”第 ${version.version} 版在这里不等“${point.elementId}”，旧名单接不上。请先启用随系统提供的版本，升级后再换。`);
    decision = point.decision ?? decision;
    settled = await stepper.act(version.source, settled.state, wait, answers);
  }
  const { insertId } = await run('INSERT INTO process_instances (definition_id, subject_kind, subject_id, subject_organisation_id, active_flag, state, started_at) VALUES (?, ?, ?, ?, 1, ?, ?)', [version.id, subject.kind, subject.id, facts.organisationId, 'running', tx.now]);
  const entries: HistoryEntry[] = [{ kind: 'started', remark }];
  const instance = { id: insertId, definitionId: version.id, subject, version: 0, historySeq: 0, state: 'running', engineState: null };
  await syncWaits({ instance, version, facts, values: valuesAfter(decision), waits: settled.waits, begins: true, now: tx.now, entries, progress: { element: null } });
  if (decision !== undefined && version.model.variables.some(({ name }) => name === 'decision')) await later('INSERT INTO process_variables (instance_id, name, value) VALUES (?, ?, ?)', [insertId, 'decision', JSON.stringify(decision)]);
  await appendHistory(insertId, 0, entries, tx.now);
  await later('INSERT INTO process_states (instance_id, engine_versions, state) VALUES (?, ?, ?)', [insertId, engineVersions, settled.state]);
  await later('UPDATE process_instances SET history_seq = ?, version = 1 WHERE id = ?', [entries.length, insertId]);
  return insertId;
}
