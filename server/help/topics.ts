import { listTopics } from './list-topics.js';
import { loanTopics } from './loan-topics.js';
import { officeTopics } from './office-topics.js';
import { studentTopics } from './student-topics.js';
import type { HelpTopic } from './topic.js';

/** Help of every page that has one of its own, by its path in the table of routes. */
export const topics: readonly HelpTopic[] = [...listTopics, ...studentTopics, ...loanTopics, ...officeTopics];
