import { z } from 'zod';
import { todosOf } from '../award-lists/reminders.js';
import { json, route, type Route } from '../web/route.js';

const todo = z.object({ kind: z.string(), programme: z.string(), currentMonth: z.number(), earlier: z.number(), href: z.string() });

/** 首页→待办事项 as data: the same counts the home page and the phone show. */
export const todoRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/todos', summary: '待办事项：本岗位每种提醒、每个项目一条，零也列出', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(todo) }) },
    handler: async ({ actor }) => json(200, { items: await todosOf(actor) }) }),
];
