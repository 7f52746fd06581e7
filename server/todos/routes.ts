import { z } from 'zod';
import { todoNames, todosOf } from '../award-lists/reminders.js';
import { workdayCalendar } from '../calendar.js';
import { officeNow } from '../database.js';
import { tasksAhead, type TaskAhead } from '../desk/tasks-ahead.js';
import { officeDateOf } from '../values/office-date.js';
import { shortPeriod } from '../values/period.js';
import { programmeOf } from '../values/programme.js';
import { json, route, type Route } from '../web/route.js';
import { dueWords } from '../web/time-words.js';

const AHEAD = 4;
const todo = z.object({ kind: z.string(), name: z.string(), programme: z.string(), programmeName: z.string(), currentMonth: z.number(), earlier: z.number(), href: z.string() });
const ahead = z.object({ taskId: z.number(), name: z.string(), school: z.string(), list: z.string(), people: z.number().nullable(), due: z.object({ words: z.string(), late: z.boolean().optional() }).nullable() });

/** 首页→待办事项 as data: the same counts the home page and the phone show, and the own tasks that are due first. */
export const todoRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/todos', summary: '待办事项：本岗位每种提醒、每个项目一条，零也列出；ahead 是最先到期的几项任务', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(todo), ahead: z.object({ total: z.number(), items: z.array(ahead) }) }) },
    async handler({ actor }) {
      const today = officeDateOf(await officeNow());
      const calendar = await workdayCalendar();
      const { items, total } = await tasksAhead(actor, AHEAD);
      const present = ({ id, name, dueAt, list }: TaskAhead): z.infer<typeof ahead> => ({
        taskId: id, name, school: list?.school ?? '', list: list ? `${shortPeriod(list.period)}${list.programme.name} 第${list.batchNo}批` : '', people: list?.people ?? null, due: dueAt ? dueWords(dueAt, today, calendar) : null,
      });
      return json(200, { items: (await todosOf(actor)).map((one) => ({ ...one, name: todoNames[one.kind], programmeName: programmeOf(one.programme).name })), ahead: { total, items: items.map(present) } });
    } }),
];
