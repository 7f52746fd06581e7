import { z } from 'zod';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { formatInstant } from '../values/office-date.js';
import { ActButton } from '../web/components/act.js';
import { Card, PageHead } from '../web/components/card.js';
import { Word } from '../web/components/icon.js';
import { EmptyState } from '../web/components/note.js';
import { Pager } from '../web/components/table.js';
import { deskPage, sealFor } from '../web/desk-page.js';
import { redirect, route, type Route } from '../web/route.js';
import { blankable } from '../web/schemas.js';
import { countUnread, markRead, ownNotifications } from './deliver.js';

const PAGE = 30;

/** 消息: what the system told this person, newest first. */
export const notificationPages: Route[] = [
  route({
    method: 'get', path: '/notifications', summary: '消息（页面）', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: 'html' }, query: z.strictObject({ cursor: blankable(z.string().max(200)) }),
    async handler(input) {
      const { items, nextCursor } = pageOf(await ownNotifications(input.actor.userId, decodeCursor(input.query.cursor), PAGE + 1), PAGE);
      const unread = await countUnread(input.actor.userId);
      return deskPage(input, { title: '消息', crumbs: [{ label: '首页', href: '/' }, { label: '消息' }] }, (
        <>
          <PageHead title="消息" subtitle={unread > 0 ? `${unread} 条未读` : '没有未读消息'} />
          <Card flush>
            {items.length === 0 ? <EmptyState icon="bell" title="还没有消息" text="有新的待办时，会在这里告诉您。" /> : (
              <ul class="feed">{items.map((one) => <li key={one.id}><a href={one.href}>{one.title}</a>　{one.readAt === null && <Word tone="mine" icon="bell">未读</Word>}<br />{one.body}<time>{formatInstant(one.createdAt)}</time></li>)}</ul>
            )}
            <Pager text={`本页 ${items.length} 条`} {...(nextCursor ? { next: `/notifications?cursor=${nextCursor}` } : {})} />
          </Card>
          {unread > 0 && <p class="row pad"><ActButton act={{ key: 'read-all', label: '全部标为已读', href: '/notifications/reads', allowed: true, unmet: [], seal: sealFor(input) }} /></p>}
        </>
      ));
    },
  }),
  route({
    method: 'post', path: '/notifications/reads', summary: '全部标为已读（页面）', policy: 'signed-in', audit: null, rate: 'write', answers: { 303: 'html' },
    async handler({ actor }) {
      await markRead(actor.userId, 'all');
      return redirect('/notifications', '已全部标为已读');
    },
  }),
];
