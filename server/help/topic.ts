import type { Actor, Role } from '../values/actor.js';
import type { Policy, Route } from '../web/route.js';

/** Something one does on a page. Who may do it is what the route says, so help and server never say different things. */
export type HelpAct = {
  text: string;
  /** Method and path of the page's route that does it: `post /circulars`. */
  route: string;
  /** For a route of many roles: those who are offered this act by the diagrams (who decides what) and the notice. */
  roles?: readonly Role[];
};

/** What one page is for, what is done on it and what is good to know there. */
export type HelpTopic = {
  /** The page's path in the table of routes. */
  path: string;
  /** Where one page shows different people different things: whose help this is. */
  roles?: readonly Role[];
  title: string;
  about: string;
  acts?: readonly HelpAct[];
  /** What holds for everybody who sees the page. */
  know?: readonly string[];
  /** The paragraph it rests on. */
  basis?: string;
};

/** A question people ask, and for whom it is one. */
export type Question = { question: string; answer: string; roles: readonly Role[] };

/** Whether a route is for this person, as `web/run-route.ts` judges. */
export function admits(policy: Policy, { role, organisation }: Pick<Actor, 'role' | 'organisation'>): boolean {
  if (policy === 'public' || policy === 'signed-in') return true;
  if (policy === 'machine') return false;
  return policy.roles.includes(role) && (!policy.level || policy.level === organisation.level);
}

/** How an act names its route. */
export const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;
