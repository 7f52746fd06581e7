import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountImport } from './accounts/import-accounts.js';
import { awardImport } from './award-lists/import-awards.js';
import { awardListServices, onWithdrawalGranted } from './award-lists/services.js';
import { usePaymentRecords } from './award-lists/payment-records.js';
import { awardListSubject } from './award-lists/subject.js';
import { officeNow } from './database.js';
import { voidPayments } from './disbursements/disburse.js';
import { paymentGroups } from './disbursements/payment-rows.js';
import { packSeriesJob } from './evidence-packs/make-series.js';
import { loanImport } from './loans/import-loans.js';
import { repaymentImport } from './loans/import-repayments.js';
import { loanServices } from './loans/review-batch.js';
import { loanBatchSubject, repaymentBatchSubject } from './loans/subject.js';
import { checkJob } from './imports/check-file.js';
import { writeJob } from './imports/commit-import.js';
import { hardshipServices } from './hardship/services.js';
import { hardshipSubject } from './hardship/subject.js';
import { registerImportKind } from './imports/kinds.js';
import { registerJobKind } from './jobs/job-kinds.js';
import { hardshipLists } from './hardship/record-lists.js';
import { lookupLists } from './lookups/record-lists.js';
import { exportJob } from './record-exports/write-export.js';
import { statisticLists } from './statistics/record-lists.js';
import { registerRecordLists } from './web/record-lists.js';
import { registerDeliverer } from './jobs/outbox-worker.js';
import { deliverObjection, deliverTaskNote, deliverTaskOpened, deliverTaskReminder, deliverTasksOpened, deliverTasksUrged, type TaskUrged } from './notifications/deliver.js';
import { circumstancesImport } from './hardship/import-circumstances.js';
import { aidHistoryImport } from './lookups/import-aid-history.js';
import { membershipImport } from './priority-groups/import-memberships.js';
import { deliverFilingDeadlines } from './notifications/deliver-filing-deadlines.js';
import { deliverCircular } from './notifications/deliver-circular.js';
import { deliverUpgrade } from './notifications/deliver-upgrade.js';
import { projectRoot } from './root.js';
import { migrationJob } from './process-migrations/carry-out.js';
import { workAlikeRetry } from './process-runs/retry-alike.js';
import { workBatch } from './task-batches/batch.js';
import { rosterImport } from './students/import-roster.js';
import { sendWechatMessage } from './wechat/send-message.js';
import { deliverThrown } from './workflow/deliver-thrown.js';
import { installShipped } from './workflow/definition.js';
import { registerService, registerSubject } from './workflow/registry.js';

/** Features hand their services and subjects to the process runtime, and say how their messages are delivered. */
export function registerFeatures(): void {
  registerSubject(awardListSubject);
  registerSubject(loanBatchSubject);
  registerSubject(repaymentBatchSubject);
  for (const [name, service] of Object.entries(awardListServices)) registerService(name, service);
  for (const [name, service] of Object.entries(loanServices)) registerService(name, service);
  onWithdrawalGranted(voidPayments);
  usePaymentRecords(paymentGroups);
  registerJobKind(checkJob);
  registerJobKind(writeJob);
  registerJobKind(packSeriesJob);
  registerJobKind({ key: 'task-batch', run: workBatch });
  registerJobKind({ key: 'incident-retry', run: workAlikeRetry });
  registerJobKind(migrationJob);
  registerJobKind(exportJob);
  registerRecordLists([...lookupLists, ...statisticLists, ...hardshipLists]);
  registerImportKind(accountImport);
  registerImportKind(awardImport);
  registerImportKind(rosterImport);
  registerImportKind(loanImport);
  registerImportKind(repaymentImport);
  registerImportKind(membershipImport);
  registerImportKind(circumstancesImport);
  registerImportKind(aidHistoryImport);
  registerSubject(hardshipSubject);
  for (const [name, service] of Object.entries(hardshipServices)) registerService(name, service);
  registerDeliverer('process-thrown', deliverThrown);
  registerDeliverer('circular', deliverCircular);
  registerDeliverer('filing-deadlines', deliverFilingDeadlines);
  registerDeliverer('upgrade', deliverUpgrade);
  registerDeliverer('objection', deliverObjection);
  registerDeliverer('task-note', deliverTaskNote);
  registerDeliverer('task-reminder', deliverTaskReminder);
  registerDeliverer('task-opened', deliverTaskOpened, deliverTasksOpened);
  registerDeliverer('wechat-message', sendWechatMessage);
  registerDeliverer('task-urged', (payload: TaskUrged) => deliverTasksUrged([payload]), deliverTasksUrged);
}

/** Puts the files of `processes/` into the library, as new versions where they changed. */
export async function installProcessFiles(folder = join(projectRoot, 'processes')): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bpmn')).sort();
  await installShipped(await Promise.all(names.map(async (name) => ({ name, xml: await readFile(join(folder, name), 'utf8') }))), await officeNow());
}
