import type { Route } from './web/route.js';

/** The desk's pages. Each feature gives its own; this file only gathers them. */
export const pageRoutes: Route[] = [];
