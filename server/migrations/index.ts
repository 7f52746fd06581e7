/** All migrations in order. A migration is small, dated, reversible and never imports a model. */
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
];
