import Taro from '@tarojs/taro';
import { useEffect, useState } from 'react';
import { once } from '../api/act-key';
import { call } from '../api/call';
import { Refusal, wordsOf } from '../api/refusal';
import { askForOneMore } from './consent';
import type { Task } from './task-list';

export type Decision = Task['decisions'][number];
export type Values = Record<string, string>;
type Failure = { words: string; details: readonly string[]; unsure: boolean };

const draftOf = (taskId: number): string => `draft:task:${taskId}`;

/** What somebody writes about a task, kept on the phone until it is done: leaving the page or losing the network loses no word. */
export function useDecision(task: Task, onDone: (task: Task) => void, onOvertaken: () => void) {
  const [remark, setRemark] = useState(() => String(Taro.getStorageSync(draftOf(task.id)) || ''));
  const [values, setValues] = useState<Values>(() => Object.fromEntries(task.form.filter(({ value }) => value !== undefined && value !== null).map(({ id, value }) => [id, String(value)])));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    if (remark) Taro.setStorageSync(draftOf(task.id), remark);
    else Taro.removeStorageSync(draftOf(task.id));
  }, [remark, task.id]);

  async function decide(decision: Decision | null): Promise<void> {
    if (decision?.remarkRequired && !remark.trim()) {
      setFailure({ words: `“${decision.name}”要写原因，请先写明。`, details: [], unsure: false });
      return;
    }
    const missing = task.form.find(({ id, required, type, mode }) => required && mode !== 'readonly' && !['boolean', 'attachment', 'rows'].includes(type) && !values[id]?.trim());
    if (missing) {
      setFailure({ words: `请先填写“${missing.label}”。`, details: [], unsure: false });
      return;
    }
    askForOneMore();
    setBusy(true);
    setFailure(null);
    try {
      const body = { version: task.version, ...answers(task, values), ...(decision ? { decision: decision.value } : {}), ...(remark.trim() ? { remark: remark.trim() } : {}) };
      const done = await once(`decide:${task.id}`, (key) => call('completeTask', { params: { id: task.id }, body, key }));
      Taro.removeStorageSync(draftOf(task.id));
      onDone(done);
    } catch (error) {
      const overtaken = error instanceof Refusal && (error.status === 409 || error.status === 404 || error.code === 'claimed-by-another');
      setFailure({ words: error instanceof Refusal && error.code === 'key-reused' ? '您刚才的决定可能已经提交，请看下面的最新状态。' : wordsOf(error), details: error instanceof Refusal ? error.details : [], unsure: !(error instanceof Refusal) });
      if (overtaken) onOvertaken();
    } finally {
      setBusy(false);
    }
  }

  return { remark, setRemark, values, setValue: (id: string, value: string) => setValues((before) => ({ ...before, [id]: value })), busy, failure, decide };
}

/** The diagram's own fields, each in the type it asks for. Files are added to the task itself and go with it. */
function answers(task: Task, values: Values): Record<string, unknown> {
  const asked = task.form.filter(({ id, type, mode }) => mode !== 'readonly' && type !== 'attachment' && type !== 'rows' && (type === 'boolean' || (values[id] ?? '') !== ''));
  return Object.fromEntries(asked.map(({ id, type }) => [id, typed(type, values[id] ?? '')]));
}

function typed(type: string, value: string): unknown {
  switch (type) {
    case 'boolean': return value === 'true';
    case 'long': case 'number': return Number(value);
    case 'people': return value.split(',').map(Number);
    default: return value;
  }
}
