import type { Context } from 'koa';
import type { Actor } from '../values/actor.js';
import { NotSignedIn } from '../lib/errors.js';
import type { Route, Session } from './route.js';

export const SESSION_COOKIE = 'sid';

type Authenticate = (token: string) => Promise<{ actor: Actor; session: Session }>;
let authenticate: Authenticate | null = null;
let authenticateMachine: Authenticate | null = null;

/** People hand their session look-up to the web here, once at start-up. */
export function useSessions(lookUp: Authenticate): void {
  authenticate = lookUp;
}

/** The look-up of programs outside, by their tokens. Neither kind of token opens the other's routes. */
export function useMachines(lookUp: Authenticate): void {
  authenticateMachine = lookUp;
}

/**
 * Who is asking: the API reads only the bearer token, pages only the cookie.
 * @throws NotSignedIn unless the route is public.
 */
export async function identify(route: Route, ctx: Context): Promise<{ actor: Actor; session: Session } | null> {
  const token = ctx.path.startsWith('/api/') ? bearer(ctx) : ctx.cookies.get(SESSION_COOKIE);
  const lookUp = route.policy === 'machine' ? authenticateMachine : authenticate;
  if (!token || !lookUp) {
    if (route.policy === 'public') return null;
    throw new NotSignedIn();
  }
  try {
    return await lookUp(token);
  } catch (error) {
    if (route.policy === 'public' && error instanceof NotSignedIn) return null;
    throw error;
  }
}

function bearer(ctx: Context): string | undefined {
  return /^Bearer ([\w-]{20,200})$/.exec(ctx.get('Authorization'))?.[1];
}
