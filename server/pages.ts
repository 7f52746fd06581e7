import { accountPages } from './accounts/pages.js';
import { listAttachmentPages } from './award-lists/attachment-pages.js';
import { listCopyPages } from './award-lists/copy-pages.js';
import { listEntryPages } from './award-lists/entry-pages.js';
import { listImportPages } from './award-lists/import-pages.js';
import { auditPages } from './audit/pages.js';
import { awardNotePages } from './award-lists/note-pages.js';
import { objectionPages } from './award-lists/objection-pages.js';
import { awardListPages } from './award-lists/pages.js';
import { withdrawalPages } from './award-lists/withdrawal-pages.js';
import { homePages } from './desk/home.js';
import { keyboardPages } from './desk/keyboard.js';
import { searchPages } from './desk/search.js';
import { disbursementPages } from './disbursements/pages.js';
import { exchangePages } from './exchange/pages.js';
import { sentPages } from './exchange/sent-pages.js';
import { hardshipPages } from './hardship/pages.js';
import { hardshipRulePages } from './hardship/rules-routes.js';
import { feeWaiverPages } from './fee-waivers/pages.js';
import { helpPages } from './help/pages.js';
import { importPages } from './imports/pages.js';
import { lookupPages } from './lookups/pages.js';
import { privacyPages } from './lookups/privacy-pages.js';
import { recordExportPages } from './record-exports/pages.js';
import { loanCapPages } from './loans/cap-pages.js';
import { loanPages } from './loans/pages.js';
import { legacyPages } from './legacy/pages.js';
import { loanStatisticPages } from './loans/statistic-pages.js';
import { notificationPages } from './notifications/pages.js';
import { filingCalendarPages } from './filing-calendar/pages.js';
import { bulletinPages } from './bulletins/pages.js';
import { circularPages } from './circulars/pages.js';
import { officeRulePages } from './office-rules/pages.js';
import { upgradePages } from './desk/upgrade.js';
import { upgradeRecordPages } from './upgrades/pages.js';
import { evidencePackPages } from './evidence-packs/pages.js';
import { packSeriesPages } from './evidence-packs/series-pages.js';
import { invariantPages } from './inspection/invariant-pages.js';
import { inspectionPages } from './inspection/pages.js';
import { organisationPages } from './organisations/pages.js';
import { peoplePages } from './people/pages.js';
import { migrationPages } from './process-migrations/pages.js';
import { ruleChangePages } from './rule-changes/pages.js';
import { yearArchivePages } from './year-archive/pages.js';
import { trainingPages } from './training/pages.js';
import { webhookPages } from './webhooks/pages.js';
import { figuresPages } from './process-runs/figures-page.js';
import { incidentPages } from './process-runs/incident-pages.js';
import { overduePages } from './process-runs/overdue-page.js';
import { whatIfPages } from './process-runs/what-if-page.js';
import { externalWorkerPages } from './external-workers/pages.js';
import { processRunPages } from './process-runs/pages.js';
import { savedFilterPages } from './saved-filters/pages.js';
import { boardPages } from './statistics/pages.js';
import { statisticPages } from './statistics/statistic-pages.js';
import { studentPages } from './students/pages.js';
import { taskBatchPages } from './task-batches/pages.js';
import type { Route } from './web/route.js';
import { changesPages } from './workflow/changes-page.js';
import { editorPages } from './workflow/editor-pages.js';
import { processPages } from './workflow/process-pages.js';
import { taskPages } from './workflow/task-pages.js';
import { taskToolPages } from './workflow/tool-pages.js';

/** The desk's pages. Each feature gives its own; this file only gathers them. */
export const pageRoutes: Route[] = [
  ...homePages,
  ...peoplePages,
  ...organisationPages,
  ...circularPages,
  ...bulletinPages,
  ...filingCalendarPages,
  ...officeRulePages,
  ...upgradePages,
  ...upgradeRecordPages,
  ...helpPages,
  ...inspectionPages,
  ...invariantPages,
  ...evidencePackPages,
  ...packSeriesPages,
  ...notificationPages,
  ...searchPages,
  ...keyboardPages,
  ...savedFilterPages,
  ...awardListPages,
  ...listCopyPages,
  ...listEntryPages,
  ...awardNotePages,
  ...objectionPages,
  ...listAttachmentPages,
  ...withdrawalPages,
  ...listImportPages,
  ...disbursementPages,
  ...taskPages,
  ...taskToolPages,
  ...taskBatchPages,
  ...importPages,
  ...studentPages,
  ...boardPages,
  ...processPages,
  ...incidentPages,
  ...processRunPages,
  ...externalWorkerPages,
  ...figuresPages,
  ...overduePages,
  ...whatIfPages,
  ...migrationPages,
  ...webhookPages,
  ...trainingPages,
  ...ruleChangePages,
  ...yearArchivePages,
  ...auditPages,
  ...accountPages,
  ...statisticPages,
  ...lookupPages,
  ...privacyPages,
  ...recordExportPages,
  ...exchangePages,
  ...sentPages,
  ...hardshipPages,
  ...hardshipRulePages,
  ...editorPages,
  ...feeWaiverPages,
  ...loanPages,
  ...loanCapPages,
  ...loanStatisticPages,
  ...legacyPages,
  ...changesPages,
];
