import { z } from 'zod';
import { businessRoles, roleNames } from '../values/actor.js';
import { deskPage } from '../web/desk-page.js';
import { HelpPage } from '../web/pages/help-page.js';
import { route, type Route } from '../web/route.js';
import { helpFor } from './help-of.js';

/** 帮助: all topics the viewer's role reaches, what people ask, and what the upgrade changed for them. */
export const helpPages: Route[] = [
  route({
    method: 'get', path: '/help', summary: '帮助（页面）', policy: 'signed-in', audit: null, rate: 'read', answers: { 200: 'html' }, query: z.strictObject({ q: z.string().max(60).default('') }),
    handler(input) {
      const asked = input.query.q.trim();
      const { topics, questions, changes } = helpFor(input.actor, asked);
      return deskPage(input, { title: '帮助', crumbs: [{ label: '首页', href: '/' }, { label: '帮助' }] }, (
        <HelpPage asked={asked} role={roleNames[input.actor.role]} business={businessRoles.includes(input.actor.role)} topics={topics} questions={questions} changes={changes.map(({ text, href, basis }) => ({ text, href, basis: /^附件/.test(basis) ? basis : `附件1 ${basis}` }))} />
      ));
    },
  }),
];
