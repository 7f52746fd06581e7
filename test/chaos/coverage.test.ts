import { checkRoutes, routes } from '../../server/app.js';
import { stories } from './stories/all.js';

/* A new way to change something needs a story of how it dies. */

const doors = new Set(stories.flatMap((one) => one.doors));
const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
const leavesTrace = routes.filter(({ method, audit }) => method !== 'get' || audit !== null).map(({ method, path }) => `${method} ${path}`);

it.each(leavesTrace.map((name) => [name]))('%s is killed at its points', (name) => {
  const story = doors.has(name) ? 'has a story' : `Nobody knows what is left when the server dies in “${name}”. Add it as a door of a story in test/chaos/stories: a scene in which the act is due, and what is asked. The rest goes by itself.`;
  expect(story).toBe('has a story');
});

it('every story’s door is a route, a tick of the clockwork or a start', () => {
  expect([...doors].filter((name) => !known.has(name) && !/^(tick |start the server$)/.test(name))).toEqual([]);
});

it('the product starts with these routes', () => {
  expect(() => checkRoutes(routes)).not.toThrow();
});
