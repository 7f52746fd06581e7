import { verifyChains } from '../../audit/verify.js';
import { rows } from '../../database.js';
import { protection } from '../../protection.js';
import { waitsIn, type EngineState } from '../../workflow/waits.js';
import type { Invariant } from './invariant.js';

const AT_ONCE = 500;

type Stored = { id: number; state: string | null; active_flag: number | null };

/** R3: what the engine's stored state waits for is exactly what rows wait for. */
async function waitsApart(): Promise<string[]> {
  const found: string[] = [];
  for (let after = 0; ;) {
    const states = await rows<Stored>('SELECT p.id, s.state, p.active_flag FROM process_instances p LEFT JOIN process_states s ON s.instance_id = p.id WHERE p.id > ? ORDER BY p.id LIMIT ?', [after, AT_ONCE]);
    if (states.length === 0) return found;
    const ids = states.map(({ id }) => id);
    const waiting = await rows<{ instance_id: number; name: string }>(
      `SELECT instance_id, CONCAT('task ', task_key, ' ', execution_id) AS name FROM tasks WHERE state = 'open' AND instance_id IN (?)
        UNION ALL SELECT instance_id, CONCAT('timer ', element_id, ' ', execution_id) FROM timers WHERE state IN ('waiting', 'incident') AND instance_id IN (?)
        UNION ALL SELECT instance_id, CONCAT('external ', element_id, ' ', execution_id) FROM external_tasks WHERE state IN ('waiting', 'failed') AND instance_id IN (?)
        UNION ALL SELECT instance_id, CONCAT(kind, ' ', element_id, ' ', execution_id) FROM message_waits WHERE state = 'waiting' AND instance_id IN (?)
        UNION ALL SELECT instance_id, CONCAT('call ', element_id, ' ', execution_id) FROM process_calls WHERE state = 'waiting' AND instance_id IN (?)`, [ids, ids, ids, ids, ids]);
    const byInstance = new Map<number, string[]>();
    for (const { instance_id, name } of waiting) byInstance.set(instance_id, [...(byInstance.get(instance_id) ?? []), name]);
    for (const one of states) {
      const why = apart(one, (byInstance.get(one.id) ?? []).sort().join());
      if (why) found.push(`${one.id}（${why}）`);
    }
    after = ids[ids.length - 1];
  }
}

function apart({ state, active_flag }: Stored, inRows: string): string | null {
  if (active_flag === null) return inRows === '' ? null : '办完了，还有任务在等';
  if (!state) return '没有引擎状态';
  if (!state.startsWith('{')) return null; // what cannot be read is an incident of its own
  const parsed: EngineState = JSON.parse(state);
  const inEngine = waitsIn(parsed).filter(({ kind }) => kind !== 'reported').map(({ kind, elementId, executionId }) => `${kind} ${elementId} ${executionId}`).sort().join();
  return inEngine === inRows ? null : '引擎等的和任务表等的不一样';
}

/** R10: every attachment that is listed is there, unaltered. */
async function filesGone(): Promise<number[]> {
  const found: number[] = [];
  for (let after = 0; ;) {
    const files = await rows<{ id: number; uid: string; sha256: string }>('SELECT id, uid, sha256 FROM attachments WHERE removed_at IS NULL AND id > ? ORDER BY id LIMIT ?', [after, AT_ONCE]);
    if (files.length === 0) return found;
    for (const { id, uid, sha256 } of files) await protection().files.get(uid, sha256).catch(() => found.push(id));
    after = files[files.length - 1].id;
  }
}

const process = '请流程管理员在“流程实例”里看这一件，需要时“恢复等待”。';
const restart = '请看日志；重新启动以后还在的，请联系技术支持。';

/** What must hold of the system itself (R3, R7–R10, and what there may be only one of). */
export const systemInvariants: readonly Invariant[] = [
  { key: 'R3a', name: '流程停在哪里，任务表就等在哪里', of: '流程实例', meaning: `有人等不到任务，或办了任务流程不走。${process}`, look: waitsApart },
  { key: 'R3b', name: '一份名单只有一个流程', of: '名单', meaning: `同一份名单会被办两遍。${process}`, sql: "SELECT l.id AS what FROM award_lists l LEFT JOIN process_instances p ON p.subject_kind = 'award-list' AND p.subject_id = l.id AND p.call_id = 0 GROUP BY l.id HAVING COUNT(p.id) <> 1" },
  { key: 'R3c', name: '流程的经过一步不少', of: '流程实例', meaning: `办理经过里少了一步。${restart}`, sql: 'SELECT p.id AS what FROM process_instances p LEFT JOIN process_history h ON h.instance_id = p.id GROUP BY p.id, p.history_seq HAVING COALESCE(MAX(h.seq), 0) <> p.history_seq OR COUNT(h.seq) <> p.history_seq' },
  { key: 'R3d', name: '有异常的流程标着异常，没有的不标', of: '流程实例', meaning: `异常没有人看见，或看见的已经好了。${process}`, sql: "SELECT p.id AS what FROM process_instances p WHERE p.active_flag = 1 AND (p.state = 'incident') <> EXISTS (SELECT 1 FROM incidents i WHERE i.instance_id = p.id AND i.state = 'open')" },
  { key: 'R3e', name: '一个流程只有一版在用', of: '流程图', meaning: '新名单不知道按哪一版走。请流程发布人重新启用一版。', sql: "SELECT definition_key AS what FROM process_definitions WHERE state = 'active' GROUP BY definition_key HAVING COUNT(*) > 1" },
  { key: 'R3f', name: '标着启用的，就是新名单用的那一版', of: '流程图版本', meaning: '新名单不知道按哪一版走。请流程发布人重新启用一版。', sql: "SELECT id AS what FROM process_definitions WHERE (state = 'active') <> (active_key IS NOT NULL)" },
  { key: 'R7', name: '登记过的操作都有答复', of: '操作', meaning: `有一次提交做了一半。${restart}`, sql: "SELECT operation_key AS what FROM operations WHERE status IS NULL" },
  { key: 'R8a', name: '每件待办都有人会被通知', of: '任务', meaning: `待办在那里，办理人没有收到消息。${restart}`, sql: "SELECT t.id AS what FROM tasks t LEFT JOIN outbox o ON o.dedupe_key = CONCAT('task-opened:', t.id) WHERE t.state = 'open' AND t.optional = 0 AND o.id IS NULL" },
  { key: 'R8b', name: '发出的消息没有人还拿着', of: '消息', meaning: `消息可能再发一次。${restart}`, sql: 'SELECT id AS what FROM outbox WHERE sent_at IS NOT NULL AND lease_until IS NOT NULL' },
  {
    key: 'R9', name: '操作留痕首尾相连', of: '留痕', meaning: '有记录被改过或少了，请立即报告安全管理员，保留现场和备份。',
    async look() { const broken = await verifyChains(); return broken ? [broken.id] : []; },
  },
  { key: 'R10a', name: '附件都在，没有改过', of: '附件', meaning: '附件丢了或被改过，请从备份还原附件目录。', look: filesGone },
  { key: 'R10b', name: '导入的文件要么全写入，要么一行没有', of: '导入', meaning: `文件写了一半，或写完还留着原文件。${restart}`, sql: "SELECT id AS what FROM imports WHERE (state = 'committed') <> (committed_at IS NOT NULL) OR (state IN ('committed', 'cancelled') AND EXISTS (SELECT 1 FROM import_parts p WHERE p.import_id = imports.id))" },
  { key: 'R10c', name: '等着检查或写入的文件，有后台在办', of: '导入', meaning: '文件一直显示正在检查。请取消这次导入，重新上传。', sql: "SELECT i.id AS what FROM imports i LEFT JOIN jobs j ON j.id = i.job_id WHERE i.state IN ('received', 'writing') AND COALESCE(j.state, '') NOT IN ('queued', 'running', 'paused')" },
  { key: 'R10d', name: '办完的后台工作没有人还拿着，没办完的有人能接', of: '后台工作', meaning: `后台工作停在那里。${restart}`, sql: "SELECT id AS what FROM jobs WHERE (state IN ('queued', 'running')) <> (due_at IS NOT NULL) OR (state = 'running') <> (lease_owner IS NOT NULL)" },
  { key: 'R13', name: '一个人在一种设备上只有一处登录', of: '用户', meaning: '旧的登录没有退出。请系统管理员冻结再解冻这个账号。', sql: 'SELECT DISTINCT user_id AS what FROM sessions WHERE live_flag = 1 GROUP BY user_id, client HAVING COUNT(*) > 1' },
];
