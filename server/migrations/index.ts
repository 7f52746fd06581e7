/** All migrations in order. A migration is small, dated, reversible and never imports a model. */
import * as backupRuns from './2026-11-27-41-backup-runs.js';
import * as inspections from './2026-11-27-42-inspections.js';
import * as auditRoots from './2026-11-27-43-audit-roots.js';
import * as oneTimeCodes from './2026-11-27-40-one-time-codes.js';
import * as settings from './2026-11-24-01-settings.js';
import * as people from './2026-11-24-02-people.js';
import * as audit from './2026-11-24-03-audit.js';
import * as processes from './2026-11-24-04-processes.js';
import * as outbox from './2026-11-24-05-outbox.js';
import * as calendar from './2026-11-24-06-calendar-and-standards.js';
import * as students from './2026-11-24-07-students.js';
import * as awardLists from './2026-11-24-08-award-lists.js';
import * as attachments from './2026-11-24-09-attachments.js';
import * as disbursements from './2026-11-24-10-disbursements.js';
import * as imports from './2026-11-24-11-imports.js';
import * as studentsReturned from './2026-11-24-14-students-returned.js';
import * as openCandidates from './2026-11-24-18-open-candidates.js';
import * as deciding from './2026-11-24-15-deciding.js';
import * as objections from './2026-11-26-10-objections.js';
import * as officeContact from './2026-11-26-11-office-contact.js';
import * as taskUrges from './2026-11-26-15-task-urges.js';
import * as taskDrafts from './2026-11-26-16-task-drafts.js';
import * as savedFilters from './2026-11-26-17-saved-filters.js';
import * as listPeriods from './2026-11-26-60-list-periods.js';
import * as loans from './2026-11-26-61-loans.js';
import * as awardFlags from './2026-11-26-62-award-flags.js';
import * as jobs from './2026-11-26-01-jobs.js';
import * as importParts from './2026-11-26-02-import-parts.js';
import * as accounts from './2026-11-26-75-accounts.js';
import * as taskTools from './2026-11-26-25-task-tools.js';
import * as groupMemberships from './2026-11-26-45-group-memberships.js';
import * as recordExports from './2026-11-27-84-record-exports.js';
import * as rosterCounts from './2026-11-26-46-roster-counts.js';
import * as aidHistory from './2026-11-26-47-aid-history.js';
import * as checkedDrafts from './2026-11-26-20-checked-drafts.js';
import * as pendingDecisions from './2026-11-26-26-pending-decisions.js';
import * as taskBatches from './2026-11-26-27-task-batches.js';
import * as exchangeProgress from './2026-11-27-60-exchange-progress.js';
import * as hardshipRuleSets from './2026-11-27-61-hardship-rule-sets.js';
import * as peopleSearch from './2026-11-27-62-people-search.js';
import * as filingCalendar from './2026-11-26-82-filing-calendar.js';
import * as processRepairs from './2026-11-27-20-process-repairs.js';
import * as processMigrations from './2026-11-27-21-process-migrations.js';
import * as oneInstanceMigrations from './2026-11-27-75-one-instance-migrations.js';
import * as calledProcesses from './2026-11-27-22-called-processes.js';
import * as databaseWriter from './2026-11-27-85-database-writer.js';
import * as circulars from './2026-11-26-81-circulars.js';
import * as organisationVersion from './2026-11-26-80-organisation-version.js';
import * as hardship from './2026-11-26-48-hardship.js';
import * as exchangeReceipts from './2026-11-26-49-exchange-receipts.js';
import * as studentsHousehold from './2026-11-26-50-students-household.js';
import * as wechat from './2026-11-26-35-wechat.js';
import * as loanCapProposals from './2026-11-27-31-loan-cap-proposals.js';
import * as importColumns from './2026-11-27-80-import-columns.js';
import * as studentNames from './2026-11-27-81-student-names.js';
import * as upgradeFromV310 from './2026-11-27-30-upgrade-from-v310.js';
import * as unifiedIdentities from './2026-11-27-63-unified-identities.js';
import * as bulletins from './2026-11-27-90-bulletins.js';
import * as exchangeDispatches from './2026-11-27-96-exchange-dispatches.js';
import * as packSeries from './2026-11-27-95-pack-series.js';
import * as signInDevices from './2026-11-27-64-sign-in-devices.js';
import * as ruleChanges from './2026-11-28-20-rule-changes.js';
import * as yearArchives from './2026-11-28-50-year-archives.js';
import * as storedTail from './2026-11-28-60-stored-tail.js';
import * as yearCalendars from './2026-11-28-61-year-calendars.js';
import * as taskDeadlines from './2026-11-28-25-task-deadlines.js';
import * as trainings from './2026-11-28-10-trainings.js';
import * as webhooks from './2026-11-28-01-webhooks.js';
import * as accountImports from './2026-11-28-31-account-imports.js';
import * as invariantChecks from './2026-11-28-32-invariant-checks.js';
import * as upgrades from './2026-11-28-30-upgrades.js';
import * as externalTasks from './2026-11-28-40-external-tasks.js';
import * as machineClients from './2026-11-28-41-machine-clients.js';

export type Migration = { name: string; up: readonly string[]; down: readonly string[] };

export const migrations: readonly Migration[] = [
  { name: '2026-11-24-01-settings', ...settings },
  { name: '2026-11-24-02-people', ...people },
  { name: '2026-11-24-03-audit', ...audit },
  { name: '2026-11-24-04-processes', ...processes },
  { name: '2026-11-24-05-outbox', ...outbox },
  { name: '2026-11-24-06-calendar-and-standards', ...calendar },
  { name: '2026-11-24-07-students', ...students },
  { name: '2026-11-24-08-award-lists', ...awardLists },
  { name: '2026-11-24-09-attachments', ...attachments },
  { name: '2026-11-24-10-disbursements', ...disbursements },
  { name: '2026-11-24-11-imports', ...imports },
  { name: '2026-11-24-14-students-returned', ...studentsReturned },
  { name: '2026-11-24-18-open-candidates', ...openCandidates },
  { name: '2026-11-24-15-deciding', ...deciding },
  { name: '2026-11-26-10-objections', ...objections },
  { name: '2026-11-26-11-office-contact', ...officeContact },
  { name: '2026-11-26-15-task-urges', ...taskUrges },
  { name: '2026-11-26-16-task-drafts', ...taskDrafts },
  { name: '2026-11-26-17-saved-filters', ...savedFilters },
  { name: '2026-11-26-60-list-periods', ...listPeriods },
  { name: '2026-11-26-61-loans', ...loans },
  { name: '2026-11-26-62-award-flags', ...awardFlags },
  { name: '2026-11-26-01-jobs', ...jobs },
  { name: '2026-11-26-02-import-parts', ...importParts },
  { name: '2026-11-26-75-accounts', ...accounts },
  { name: '2026-11-26-25-task-tools', ...taskTools },
  { name: '2026-11-26-45-group-memberships', ...groupMemberships },
  { name: '2026-11-26-46-roster-counts', ...rosterCounts },
  { name: '2026-11-26-47-aid-history', ...aidHistory },
  { name: '2026-11-26-20-checked-drafts', ...checkedDrafts },
  { name: '2026-11-26-26-pending-decisions', ...pendingDecisions },
  { name: '2026-11-26-27-task-batches', ...taskBatches },
  { name: '2026-11-26-80-organisation-version', ...organisationVersion },
  { name: '2026-11-26-48-hardship', ...hardship },
  { name: '2026-11-26-49-exchange-receipts', ...exchangeReceipts },
  { name: '2026-11-26-50-students-household', ...studentsHousehold },
  { name: '2026-11-26-35-wechat', ...wechat },
  { name: '2026-11-26-81-circulars', ...circulars },
  { name: '2026-11-26-82-filing-calendar', ...filingCalendar },
  { name: '2026-11-27-40-one-time-codes', ...oneTimeCodes },
  { name: '2026-11-27-20-process-repairs', ...processRepairs },
  { name: '2026-11-27-41-backup-runs', ...backupRuns },
  { name: '2026-11-27-42-inspections', ...inspections },
  { name: '2026-11-27-30-upgrade-from-v310', ...upgradeFromV310 },
  { name: '2026-11-27-60-exchange-progress', ...exchangeProgress },
  { name: '2026-11-27-61-hardship-rule-sets', ...hardshipRuleSets },
  { name: '2026-11-27-62-people-search', ...peopleSearch },
  { name: '2026-11-27-31-loan-cap-proposals', ...loanCapProposals },
  { name: '2026-11-27-43-audit-roots', ...auditRoots },
  { name: '2026-11-27-21-process-migrations', ...processMigrations },
  { name: '2026-11-27-22-called-processes', ...calledProcesses },
  { name: '2026-11-27-80-import-columns', ...importColumns },
  { name: '2026-11-27-63-unified-identities', ...unifiedIdentities },
  { name: '2026-11-27-75-one-instance-migrations', ...oneInstanceMigrations },
  { name: '2026-11-27-81-student-names', ...studentNames },
  { name: '2026-11-27-85-database-writer', ...databaseWriter },
  { name: '2026-11-27-90-bulletins', ...bulletins },
  { name: '2026-11-27-95-pack-series', ...packSeries },
  { name: '2026-11-27-96-exchange-dispatches', ...exchangeDispatches },
  { name: '2026-11-27-84-record-exports', ...recordExports },
  { name: '2026-11-27-64-sign-in-devices', ...signInDevices },
  { name: '2026-11-28-01-webhooks', ...webhooks },
  { name: '2026-11-28-10-trainings', ...trainings },
  { name: '2026-11-28-30-upgrades', ...upgrades },
  { name: '2026-11-28-31-account-imports', ...accountImports },
  { name: '2026-11-28-32-invariant-checks', ...invariantChecks },
  { name: '2026-11-28-40-external-tasks', ...externalTasks },
  { name: '2026-11-28-41-machine-clients', ...machineClients },
  { name: '2026-11-28-20-rule-changes', ...ruleChanges },
  { name: '2026-11-28-25-task-deadlines', ...taskDeadlines },
  { name: '2026-11-28-50-year-archives', ...yearArchives },
  { name: '2026-11-28-60-stored-tail', ...storedTail },
  { name: '2026-11-28-61-year-calendars', ...yearCalendars },
];
