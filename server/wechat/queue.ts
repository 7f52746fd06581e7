import { enqueue } from '../outbox.js';
import { boundAmong } from './binding.js';
import type { WechatMessage } from './send-message.js';
import { wechatApp } from './wechat-app.js';

/** Leaves messages for those of their people who have bound a WeChat, in the act's own transaction; the same source once for each. */
export async function queueForWechat(messages: readonly WechatMessage[]): Promise<void> {
  if (!wechatApp()?.template) return;
  const bound = await boundAmong([...new Set(messages.map(({ userId }) => userId))]);
  for (const message of messages) if (bound.has(message.userId)) await enqueue('wechat-message', `wechat:${message.userId}:${message.source}`, message);
}

/** Where a message opens the mini-program. */
export const taskOnPhone = (taskId: number): string => `packages/task/pages/task/index?id=${taskId}`;
export const tasksOnPhone = 'pages/tasks/index';
