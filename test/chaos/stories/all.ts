import type { Story } from '../story.js';
import { decisionStories } from './decisions.js';
import { entryStories } from './entry.js';
import { fileStories } from './files.js';
import { peopleStories } from './people.js';
import { processStories } from './processes.js';

/** Every act of the product that changes something, or leaves a record. */
export const stories: readonly Story[] = [...entryStories, ...decisionStories, ...fileStories, ...peopleStories, ...processStories];
