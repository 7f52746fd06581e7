import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { awardImport } from './award-lists/import-awards.js';
import { awardListServices, onWithdrawalGranted } from './award-lists/services.js';
import { usePaymentRecords } from './award-lists/payment-records.js';
import { awardListSubject } from './award-lists/subject.js';
import { officeNow } from './database.js';
import { voidPayments } from './disbursements/disburse.js';
import { paymentGroups } from './disbursements/payment-rows.js';
import { registerImportKind } from './imports/kinds.js';
import { registerDeliverer } from './jobs/outbox-worker.js';
import { deliverTaskOpened, deliverTasksOpened } from './notifications/deliver.js';
import { projectRoot } from './root.js';
import { rosterImport } from './students/import-roster.js';
import { installShipped } from './workflow/definition.js';
import { registerService, registerSubject } from './workflow/registry.js';

/** Features hand their services and subjects to the process runtime, and say how their messages are delivered. */
export function registerFeatures(): void {
  registerSubject(awardListSubject);
  for (const [name, service] of Object.entries(awardListServices)) registerService(name, service);
  onWithdrawalGranted(voidPayments);
  usePaymentRecords(paymentGroups);
  registerImportKind(awardImport);
  registerImportKind(rosterImport);
  registerDeliverer('task-opened', deliverTaskOpened, deliverTasksOpened);
}

/** Puts the files of `processes/` into the library, as new versions where they changed. */
export async function installProcessFiles(folder = join(projectRoot, 'processes')): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bpmn')).sort();
  await installShipped(await Promise.all(names.map(async (name) => ({ name, xml: await readFile(join(folder, name), 'utf8') }))), await officeNow());
}
