import { walkers } from '../support/every-page.js';
import { lookEverywhere } from '../support/look-everywhere.js';

lookEverywhere('a school', walkers.schools);
