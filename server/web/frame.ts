import type { Context } from 'koa';
import { officeNow } from '../database.js';
import { clockOffset } from '../office-clock.js';
import { isAdministrator, roleNames, type Actor } from '../values/actor.js';
import { formatDate, officeDateOf, officeTimeOfDay } from '../values/office-date.js';
import type { HelpShown } from './components/help-panel.js';
import type { MenuGroup } from './components/menu.js';
import type { LayoutProps } from './layout.js';
import { takeFlash } from './send.js';
import type { Session } from './route.js';

export const productVersion = '3.2.0';

/** `address` is path and query of the page asked for, so that the menu can mark where one is. */
type FrameSource = { menu(actor: Actor, address: string): Promise<MenuGroup[]>; unread(actor: Actor): Promise<number>; help(actor: Actor, address: string): Promise<HelpShown | null> };
let source: FrameSource = { menu: async () => [], unread: async () => 0, help: async () => null };

/** The features' menu, unread count and help are handed to the frame once, at start-up. */
export function useFrame(given: FrameSource): void {
  source = given;
}

/** Everything of a page but its title and content: who looks, their menu, the office clock, the message of the act before. */
export async function frameFor(ctx: Context, actor: Actor | null, session: Session | null): Promise<Omit<LayoutProps, 'title' | 'children'>> {
  const flash = takeFlash(ctx);
  const offset = await clockOffset().catch(() => null);
  const now = offset === null ? null : await officeNow();
  return {
    viewer: actor ? { name: actor.name, roleName: roleNames[actor.role], organisationName: actor.organisation.name, ...(isAdministrator(actor) ? { administers: true } : {}) } : null,
    csrf: session?.csrfToken ?? '',
    version: productVersion,
    ...(now ? { officeClock: { label: `${formatDate(officeDateOf(now))} ${officeTimeOfDay(now)}` } } : {}),
    ...(actor ? { menu: await source.menu(actor, ctx.url), unread: await source.unread(actor) } : {}),
    ...withHelp(actor && (await source.help(actor, ctx.url))),
    ...(flash ? { flash: { kind: 'done' as const, text: flash } } : {}),
  };
}

const withHelp = (help: HelpShown | null): { help?: HelpShown } => (help ? { help } : {});
