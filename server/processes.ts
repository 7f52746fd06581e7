import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { awardListServices, onWithdrawalGranted } from './award-lists/services.js';
import { awardListSubject } from './award-lists/subject.js';
import { officeNow } from './database.js';
import { voidPayments } from './disbursements/disburse.js';
import { registerDeliverer } from './jobs/outbox-worker.js';
import { deliverTaskOpened } from './notifications/deliver.js';
import { projectRoot } from './root.js';
import { installShipped } from './workflow/definition.js';
import { registerService, registerSubject } from './workflow/registry.js';

/** Features hand their services and subjects to the process runtime, and say how their messages are delivered. */
export function registerFeatures(): void {
  registerSubject(awardListSubject);
  for (const [name, service] of Object.entries(awardListServices)) registerService(name, service);
  onWithdrawalGranted(voidPayments);
  registerDeliverer('task-opened', deliverTaskOpened);
}

/** Puts the files of `processes/` into the library, as new versions where they changed. */
export async function installProcessFiles(folder = join(projectRoot, 'processes')): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bpmn')).sort();
  await installShipped(await Promise.all(names.map(async (name) => ({ name, xml: await readFile(join(folder, name), 'utf8') }))), await officeNow());
}
