import type { Story } from '../story.js';
import { accountImportStories } from './account-imports.js';
import { accountStories } from './accounts.js';
import { circularStories } from './circulars.js';
import { decisionStories } from './decisions.js';
import { entryStories } from './entry.js';
import { evidencePackStories } from './evidence-packs.js';
import { exchangeStories } from './exchange.js';
import { externalWorkerStories } from './external-workers.js';
import { fileStories } from './files.js';
import { groupStories } from './groups.js';
import { legacyStories } from './legacy.js';
import { loanStories } from './loans.js';
import { peopleStories } from './people.js';
import { processRunStories } from './process-runs.js';
import { processStories } from './processes.js';
import { taskToolStories } from './task-tools.js';
import { upgradeStories } from './upgrades.js';
import { ruleChangeStories } from './rule-changes.js';
import { trainingStories } from './trainings.js';
import { webhookStories } from './webhooks.js';
import { yearArchiveStories } from './year-archives.js';

/** Every act of the product that changes something, or leaves a record. */
export const stories: readonly Story[] = [...entryStories, ...decisionStories, ...fileStories, ...loanStories, ...peopleStories, ...groupStories, ...processStories, ...processRunStories, ...accountStories, ...accountImportStories, ...taskToolStories, ...circularStories, ...legacyStories, ...evidencePackStories, ...exchangeStories, ...externalWorkerStories, ...upgradeStories, ...webhookStories, ...trainingStories, ...ruleChangeStories, ...yearArchiveStories];
