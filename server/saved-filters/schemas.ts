import { z } from 'zod';

/** What a saved filter is called. */
export const filterName = z.string().trim().min(1, '请给常用筛选起个名称。').max(30, '名称最多 30 字。');
