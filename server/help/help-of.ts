import type { Actor } from '../values/actor.js';
import { materialsAbout } from '../training/materials.js';
import type { HelpShown } from '../web/components/help-panel.js';
import type { Route } from '../web/route.js';
import { changes, type Change } from './changed-for.js';
import { questions } from './questions.js';
import { admits, nameOf, type HelpTopic, type Question } from './topic.js';
import { topics } from './topics.js';

let pages: ReadonlyMap<string, Route> = new Map();

/** Hands the table of pages over, once, at start-up: help says to nobody what its routes refuse them. */
export function openHelp(routes: readonly Route[]): void {
  pages = new Map(routes.map((one) => [nameOf(one), one]));
}

/** The help of the page at an address, as far as it concerns the viewer; null where nothing is to be said. */
export function helpAt(actor: Actor, address: string): HelpShown | null {
  const topic = topicAt(topics.filter((one) => mayOpen(actor, one)), new URL(address, 'http://desk').pathname);
  return topic ? shown(actor, topic) : null;
}

/** The same with 培训资料 that explain the page, of sessions the viewer was invited to. */
export async function helpWithMaterials(actor: Actor, address: string): Promise<HelpShown | null> {
  const help = helpAt(actor, address);
  if (!help) return null;
  const materials = await materialsAbout(actor, help.path);
  return materials.length > 0 ? { ...help, materials } : help;
}

/** Every topic whose page this person may open, in the order of the menu, narrowed to those that speak of `asked`. */
export function helpFor(actor: Actor, asked = ''): { topics: HelpShown[]; questions: Question[]; changes: Change[] } {
  const speaks = (...texts: (string | undefined)[]): boolean => asked === '' || texts.some((text) => text?.toLowerCase().includes(asked.toLowerCase()));
  return {
    topics: topics.filter((one) => mayOpen(actor, one)).map((one) => shown(actor, one)).filter(({ title, about, acts, know }) => speaks(title, about, ...acts, ...know)),
    questions: questions.filter(({ roles, question, answer }) => roles.includes(actor.role) && speaks(question, answer)),
    changes: changes.filter(({ roles, level, text }) => roles.includes(actor.role) && (!level || level === actor.organisation.level) && speaks(text)),
  };
}

function shown(actor: Actor, { path, title, about, acts = [], know = [], basis }: HelpTopic): HelpShown {
  const theirs = acts.filter(({ route, roles }) => (!roles || roles.includes(actor.role)) && admits(pages.get(route)?.policy ?? { roles: [] }, actor));
  return { path, title, about, acts: theirs.map(({ text }) => text), know: [...know], ...(basis ? { basis } : {}), ...(path.includes(':') ? {} : { href: path }) };
}

const mayOpen = (actor: Actor, { path, roles }: HelpTopic): boolean => (!roles || roles.includes(actor.role)) && admits(pages.get(`get ${path}`)?.policy ?? { roles: [] }, actor);

/** The page itself, or the nearest above it: an import of a list is explained with the list. */
function topicAt(theirs: readonly HelpTopic[], path: string): HelpTopic | undefined {
  for (let here = path; ; here = here.replace(/\/[^/]*$/, '') || '/') {
    const found = theirs.find((one) => one.path === here) ?? theirs.find((one) => one.path.includes(':') && new RegExp(`^${one.path.replace(/:\w+/g, '[^/]+')}$`).test(here));
    // The first page explains itself only.
    if (found && (here !== '/' || path === '/')) return found;
    if (here === '/') return undefined;
  }
}
