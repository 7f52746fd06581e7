import type { Story } from '../story.js';
import { listStories } from './lists.js';

/** Every act of the product that changes something. */
export const stories: readonly Story[] = [...listStories];
