import type { Route } from '../web/route.js';

export const studentRoutes: Route[] = [];
