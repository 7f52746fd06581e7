import { officeNow, row, rows } from '../database.js';
import type { Heat } from '../workflow/draw-describe.js';
import type { Version } from '../workflow/definition.js';
import { restsSql } from '../workflow/rest.js';

/** How one step of a version goes: open and late now, done in the period and how long that took. */
export type StepFigures = {
  elementId: string; name: string; kind: 'task' | 'service' | 'timer' | 'message' | 'external';
  /** An act somebody may take: it waits without anybody being late, so it has no heat. */
  optional: boolean;
  open: number; late: number; passed: number; cancelled: number;
  /** From opened to done, in seconds of calendar time; null where nothing was done in the period, or nobody's time is taken. */
  median: number | null; longest: number | null;
};
export type VersionFigures = { running: number; stuck: number; started: number; completed: number; averageSeconds: number | null; steps: StepFigures[] };

/**
 * 口径: 现在停着、逾期 count open to-dos of this version now; 办结、中位用时、最长用时 count what was done in the last `days`
 * days by office time, from the moment the task was opened to the moment it was done, holidays included.
 */
export async function figuresOf(version: Version, days: number): Promise<VersionFigures> {
  const now = await officeNow();
  const since = new Date(now.getTime() - days * 86_400_000);
  const whole = await row<{ running: number; stuck: number; started: number; completed: number; seconds: number | null }>(
    `SELECT COALESCE(SUM(active_flag = 1), 0) AS running, COALESCE(SUM(active_flag = 1 AND state = 'incident'), 0) AS stuck, COALESCE(SUM(started_at >= ?), 0) AS started, COALESCE(SUM(state = 'completed' AND ended_at >= ?), 0) AS completed,
            AVG(CASE WHEN state = 'completed' AND ended_at >= ? THEN TIMESTAMPDIFF(SECOND, started_at, ended_at) END) AS seconds
       FROM process_instances WHERE definition_id = ?`, [since, since, since, version.id]);
  const tasks = await rows<{ element: string; open: number; late: number; passed: number; cancelled: number; longest: number | null }>(
    `SELECT t.task_key AS element, SUM(t.state = 'open') AS open, SUM(t.state = 'open' AND t.due_at < ? AND NOT ${restsSql()}) AS late, SUM(t.state = 'done' AND t.done_at >= ?) AS passed, SUM(t.state = 'cancelled' AND t.done_at >= ?) AS cancelled,
            MAX(CASE WHEN t.state = 'done' AND t.done_at >= ? THEN TIMESTAMPDIFF(SECOND, t.opened_at, t.done_at) END) AS longest
       FROM tasks t JOIN process_instances p ON p.id = t.instance_id WHERE p.definition_id = ? GROUP BY t.task_key`, [now, since, since, since, version.id]);
  const medians = new Map((await rows<{ element: string; seconds: string }>(
    `SELECT element, AVG(seconds) AS seconds FROM (
       SELECT t.task_key AS element, TIMESTAMPDIFF(SECOND, t.opened_at, t.done_at) AS seconds,
              ROW_NUMBER() OVER (PARTITION BY t.task_key ORDER BY TIMESTAMPDIFF(SECOND, t.opened_at, t.done_at), t.id) AS place, COUNT(*) OVER (PARTITION BY t.task_key) AS n
         FROM tasks t JOIN process_instances p ON p.id = t.instance_id WHERE p.definition_id = ? AND t.state = 'done' AND t.done_at >= ?
     ) ranked WHERE place IN (FLOOR((n + 1) / 2), CEIL((n + 1) / 2)) GROUP BY element`, [version.id, since])).map(({ element, seconds }) => [element, Number(seconds)]));
  const others = new Map((await rows<{ element: string; passed: number }>(
    "SELECT h.element_id AS element, COUNT(*) AS passed FROM process_history h JOIN process_instances p ON p.id = h.instance_id WHERE p.definition_id = ? AND h.kind IN ('service', 'timer-fired', 'message', 'external-done') AND h.at >= ? GROUP BY h.element_id", [version.id, since])).map((one) => [one.element, Number(one.passed)]));
  const waiting = new Map((await rows<{ element: string; open: number; late: number }>(
    `SELECT element, COUNT(*) AS open, SUM(late) AS late FROM (
       SELECT m.element_id AS element, m.state = 'incident' AS late FROM timers m JOIN process_instances p ON p.id = m.instance_id WHERE p.definition_id = ? AND m.task_id IS NULL AND m.state IN ('waiting', 'incident')
       UNION ALL SELECT x.element_id, x.state = 'failed' FROM external_tasks x JOIN process_instances p ON p.id = x.instance_id WHERE p.definition_id = ? AND x.state IN ('waiting', 'failed')
       UNION ALL SELECT w.element_id, 0 FROM message_waits w JOIN process_instances p ON p.id = w.instance_id WHERE p.definition_id = ? AND w.state = 'waiting'
     ) waits GROUP BY element`, [version.id, version.id, version.id])).map((one) => [one.element, one]));
  const byTask = new Map(tasks.map((one) => [one.element, one]));
  const steps = Object.values(version.model.elements).flatMap((element): StepFigures[] => {
    const { id, name, type } = element;
    if (type === 'userTask' || type === 'manualTask') {
      const own = byTask.get(id);
      return [{ elementId: id, name: name || id, kind: 'task', optional: element.optional, open: Number(own?.open ?? 0), late: Number(own?.late ?? 0), passed: Number(own?.passed ?? 0), cancelled: Number(own?.cancelled ?? 0), median: medians.get(id) ?? null, longest: own?.longest ?? null }];
    }
    const kind = element.external ? 'external' : type === 'serviceTask' ? 'service' : element.timer ? 'timer' : element.message || element.signal ? 'message' : null;
    if (!kind) return [];
    const own = waiting.get(id);
    return [{ elementId: id, name: name || id, kind, optional: false, open: Number(own?.open ?? 0), late: Number(own?.late ?? 0), passed: others.get(id) ?? 0, cancelled: 0, median: null, longest: null }];
  });
  return { running: Number(whole?.running ?? 0), stuck: Number(whole?.stuck ?? 0), started: Number(whole?.started ?? 0), completed: Number(whole?.completed ?? 0), averageSeconds: whole?.seconds === null || whole?.seconds === undefined ? null : Number(whole.seconds), steps };
}

export type HeatBy = 'time' | 'waiting';

/** The figures as colours of the drawing: a quarter of the hottest step is one level. What has no figure stays plain. */
export function heatOf(steps: readonly StepFigures[], by: HeatBy): Map<string, Heat> {
  const measured = steps.filter(({ optional }) => !optional).flatMap((step) => {
    const value = by === 'time' ? step.median ?? 0 : step.kind === 'task' || step.kind === 'timer' || step.kind === 'external' ? step.open : 0;
    return value > 0 ? [{ step, value }] : [];
  });
  const most = Math.max(...measured.map(({ value }) => value), 0);
  return new Map(measured.map(({ step, value }) => [step.elementId, {
    level: Math.min(4, Math.max(1, Math.ceil((value / most) * 4))) as Heat['level'],
    word: by === 'time' ? durationWords(value) : `${value} 件${step.late > 0 ? `，${step.late} 逾期` : ''}`,
  }]));
}

/** 40 分钟, 5.5 小时, 3.2 天: at most three figures. */
export function durationWords(seconds: number): string {
  const round = (value: number): string => (value >= 100 ? Math.round(value) : Math.round(value * 10) / 10).toLocaleString('en-US');
  if (seconds < 60) return '不到 1 分钟';
  if (seconds < 3600) return `${Math.round(seconds / 60)} 分钟`;
  return seconds < 86_400 ? `${round(seconds / 3600)} 小时` : `${round(seconds / 86_400)} 天`;
}
