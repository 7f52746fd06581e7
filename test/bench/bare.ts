import { createPool } from 'mysql2/promise';
import type { DatabaseTarget } from '../../server/env.js';
import type { Called } from './callers.js';

/**
 * What a school's approval leaves behind, written by hand: no engine, no scope, no sign-in, no validation. The floor that the
 * driver and this MariaDB set. Its tables are copies of the product's.
 */
export async function bareActs(target: DatabaseTarget, acts: number, connections: number): Promise<Called> {
  const pool = createPool({ socketPath: target.socketPath, user: target.user, database: target.database, connectionLimit: connections, timezone: '+00:00' });
  const names = ['award_lists', 'tasks', 'task_candidates', 'process_instances', 'process_states', 'process_variables', 'process_history', 'audit_events', 'outbox'];
  for (const name of names) {
    await pool.query(`DROP TABLE IF EXISTS bare_${name}`);
    await pool.query(`CREATE TABLE bare_${name} LIKE ${name}`);
  }
  const state = 'x'.repeat(5000);
  for (let from = 1; from <= acts; from += 500) {
    const ids = Array.from({ length: Math.min(500, acts - from + 1) }, (_, at) => from + at);
    await pool.query('INSERT INTO bare_award_lists (id, programme, school_id, authority_id, period, month, batch_no, created_at) VALUES ?', [ids.map((id) => [id, 'vocational-grant', id % 100, 1, '2026-11', '2026-11', Math.floor(id / 100), new Date()])]);
    await pool.query("INSERT INTO bare_tasks (id, instance_id, execution_id, task_key, name, state, subject_kind, subject_id, subject_organisation_id, opened_at) VALUES ?", [ids.map((id) => [id, id, `e${id}`, 'school-review', '学校审核', 'open', 'award-list', id, id % 100, new Date()])]);
    await pool.query("INSERT INTO bare_process_instances (id, definition_id, subject_kind, subject_id, subject_organisation_id, active_flag, state, started_at) VALUES ?", [ids.map((id) => [id, 1, 'award-list', id, id % 100, 1, 'running', new Date()])]);
    await pool.query('INSERT INTO bare_process_states (instance_id, engine_versions, state) VALUES ?', [ids.map((id) => [id, 'v', state])]);
  }
  const latencies: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let id = (next += 1); id <= acts; id = (next += 1)) {
      const begun = performance.now();
      const connection = await pool.getConnection();
      const now = new Date();
      await connection.query('START TRANSACTION');
      await connection.query('SELECT version FROM bare_process_instances WHERE id = ? FOR UPDATE', [id]);
      await connection.query('SELECT state FROM bare_process_states WHERE instance_id = ?', [id]);
      await connection.query("UPDATE bare_tasks SET state = 'done', decision = 'pass', done_by = 1, done_at = ?, version = version + 1 WHERE id = ? AND version = 0", [now, id]);
      await connection.query("INSERT INTO bare_process_variables (instance_id, name, value) VALUES (?, 'decision', '\"pass\"')", [id]);
      await connection.query("UPDATE bare_award_lists SET school_review = 'passed', version = version + 1 WHERE id = ? AND version = 0", [id]);
      await connection.query('INSERT INTO bare_audit_events (chain, seq, action, outcome, actor_name, role, organisation_name, object_kind, object_id, ip, office_at, recorded_at, mac) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [`award-list:${id}`, '学校审核通过', 'done', '王建平', 'school-reviewer', '测量职业学校', 'award-list', id, '127.0.0.1', now, now, Buffer.alloc(32)]);
      const [task] = await connection.query("INSERT INTO bare_tasks (instance_id, execution_id, task_key, name, state, subject_kind, subject_id, subject_organisation_id, opened_at) VALUES (?, ?, 'authority-review', '主管部门审核', 'open', 'award-list', ?, 1, ?)", [id, `f${id}`, id, now]);
      const { insertId } = task as { insertId: number };
      await connection.query("INSERT INTO bare_task_candidates (task_id, role, organisation_id) VALUES (?, 'authority-operator', 1)", [insertId]);
      await connection.query("INSERT INTO bare_outbox (kind, dedupe_key, payload) VALUES ('task-opened', ?, ?)", [`task-opened:${insertId}`, JSON.stringify({ taskId: insertId })]);
      await connection.query("INSERT INTO bare_process_history (instance_id, seq, kind, element_id, element_name, at) VALUES (?, 1, 'task-done', 'school-review', '学校审核', ?), (?, 2, 'service', 'passSchoolReview', '学校审核通过', ?), (?, 3, 'task-opened', 'authority-review', '主管部门审核', ?)", [id, now, id, now, id, now]);
      await connection.query('UPDATE bare_process_states SET state = ? WHERE instance_id = ?', [state, id]);
      await connection.query('UPDATE bare_process_instances SET version = version + 1, history_seq = 3 WHERE id = ? AND version = 0', [id]);
      await connection.query('COMMIT');
      connection.release();
      latencies.push(performance.now() - begun);
    }
  };
  const before = process.cpuUsage();
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, caller));
  const seconds = (performance.now() - begun) / 1000;
  const used = process.cpuUsage(before);
  for (const name of names) await pool.query(`DROP TABLE bare_${name}`);
  await pool.end();
  return { latencies, seconds, failures: [], bodies: [], cpuMs: (used.user + used.system) / 1000 };
}
