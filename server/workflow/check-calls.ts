import { row } from '../database.js';
import { versionById } from './definition.js';
import type { DefinitionModel } from './definition-model.js';
import type { Finding } from './findings.js';

/**
 * What keeps a drawing with call activities from being used now: a process it calls that is not in use, is about something
 * else, or leads back to it. Looked at when it is activated, because it depends on the other drawings.
 */
export async function checkCalls(model: DefinitionModel): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const element of Object.values(model.elements).filter(({ type }) => type === 'callActivity')) {
    const error = (code: string, message: string): void => void findings.push({ elementId: element.id, level: 'error', code, message });
    const name = element.name || element.id;
    const called = await inUse(element.calls ?? '');
    if (!called) error('call-unknown', `“${name}”调用的流程“${element.calls ?? ''}”没有启用的版本。请先启用它。`);
    else if (called.subject !== model.subject) error('call-subject', `“${name}”调用的流程“${called.name}”办理的不是同一种事项，不能调用。`);
    else if (await leadsTo(called, model.key, new Set())) error('call-circle', `“${name}”调用的流程“${called.name}”又会调用本流程，没有尽头。请改掉其中一个。`);
  }
  return findings;
}

async function inUse(key: string): Promise<DefinitionModel | undefined> {
  const found = await row<{ id: number }>('SELECT id FROM process_definitions WHERE active_key = ?', [key]);
  return found && (await versionById(found.id)).model;
}

async function leadsTo(model: DefinitionModel, key: string, seen: Set<string>): Promise<boolean> {
  if (model.key === key) return true;
  if (seen.has(model.key)) return false;
  seen.add(model.key);
  for (const { calls } of Object.values(model.elements).filter(({ type }) => type === 'callActivity')) {
    const called = await inUse(calls ?? '');
    if (called && (await leadsTo(called, key, seen))) return true;
  }
  return false;
}
