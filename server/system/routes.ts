import { z } from 'zod';
import { json, publicRoute, type Route } from '../web/route.js';

/** What describes the installation itself. */
export const systemRoutes: Route[] = [
  publicRoute({ method: 'get', path: '/api/v1/version', summary: '版本', audit: null, rate: 'public', answers: { 200: z.object({ version: z.string(), name: z.string() }) },
    handler: async () => json(200, { version: '3.2.0', name: '学生资助管理信息系统' }) }),
];
