import { countUnread } from '../notifications/deliver.js';
import { helpWithMaterials, openHelp } from '../help/help-of.js';
import { topics } from '../help/topics.js';
import { openHelpPages } from '../training/help-pages.js';
import { businessRoles } from '../values/actor.js';
import { useFrame } from '../web/frame.js';
import type { Route } from '../web/route.js';
import { menuOf, openPages } from './menu.js';

/** Hands the menu, the unread count and the help to the frame of every page. `/api/docs` is a page too, served beside the routes. */
export function registerFrame(pages: readonly Route[]): void {
  openPages([...pages.filter(({ method }) => method === 'get').map(({ path }) => path), '/api/docs']);
  openHelp(pages);
  openHelpPages(topics.filter(({ path, roles }) => !path.includes(':') && (!roles || roles.some((role) => businessRoles.includes(role)))));
  useFrame({ menu: menuOf, help: helpWithMaterials, unread: ({ userId }) => countUnread(userId) });
}
