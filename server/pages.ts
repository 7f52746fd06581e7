import { listAttachmentPages } from './award-lists/attachment-pages.js';
import { listCopyPages } from './award-lists/copy-pages.js';
import { listEntryPages } from './award-lists/entry-pages.js';
import { listImportPages } from './award-lists/import-pages.js';
import { auditPages } from './audit/pages.js';
import { awardNotePages } from './award-lists/note-pages.js';
import { awardListPages } from './award-lists/pages.js';
import { withdrawalPages } from './award-lists/withdrawal-pages.js';
import { homePages } from './desk/home.js';
import { searchPages } from './desk/search.js';
import { disbursementPages } from './disbursements/pages.js';
import { importPages } from './imports/pages.js';
import { notificationPages } from './notifications/pages.js';
import { peoplePages } from './people/pages.js';
import { boardPages } from './statistics/pages.js';
import { studentPages } from './students/pages.js';
import type { Route } from './web/route.js';
import { incidentPages } from './workflow/incident-pages.js';
import { processPages } from './workflow/process-pages.js';
import { taskPages } from './workflow/task-pages.js';

/** The desk's pages. Each feature gives its own; this file only gathers them. */
export const pageRoutes: Route[] = [
  ...homePages, ...peoplePages, ...notificationPages, ...searchPages,
  ...awardListPages, ...listCopyPages, ...listEntryPages, ...awardNotePages, ...listAttachmentPages, ...withdrawalPages, ...listImportPages, ...disbursementPages, ...taskPages, ...importPages, ...studentPages, ...boardPages, ...processPages, ...incidentPages, ...auditPages,
];
