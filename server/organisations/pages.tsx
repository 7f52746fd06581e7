import { z } from 'zod';
import type { ProductError } from '../lib/errors.js';
import { businessRoles, isSchool } from '../values/actor.js';
import type { FieldProps } from '../web/components/field.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { ContactPage } from '../web/pages/contact-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { version } from '../web/schemas.js';
import { changeContact, LONGEST_OFFICE, LONGEST_TELEPHONE } from './change-contact.js';
import { organisationInScope, type Organisation } from './organisation.js';
import { contactKeepers, whyNotKeeper } from './policy.js';

const fieldsOf = ({ office, telephone }: Organisation): FieldProps[] => [
  { name: 'office', label: '办公室', value: office, maxLength: LONGEST_OFFICE, hint: '如“学生科（行政楼 203）”。' },
  { name: 'telephone', label: '电话', value: telephone, required: true, maxLength: LONGEST_TELEPHONE, hint: '填办公电话，任何人都能在公示页上看到；不要填个人的号码。' },
];

async function showContact(asking: Asking, error?: ProductError): Promise<Answer> {
  const { actor } = asking;
  const own = await organisationInScope(actor, actor.organisation.id);
  const refused = error && refusedOf(asking, error);
  const fields = fieldsOf(own);
  const unkept = whyNotKeeper(actor, own);
  return deskPage(asking, { title: '本单位联系方式', crumbs: [{ label: '首页', href: '/' }, { label: '本单位联系方式' }] }, (
    <ContactPage
      organisation={own.name} office={own.office} telephone={own.telephone}
      shown={isSchool(actor) ? '学校公示名单时，公示页、异议页和打印张贴的公示都写这个办公室和电话。改了以后，正在公示的名单马上换成新的。' : '辖区学校的公示页、异议页和打印张贴的公示上，作为主管部门的电话，与学校的电话并列。改了以后，正在公示的名单马上换成新的。'}
      {...(unkept ? { refused: unkept } : { form: {
        title: '办公室和电话', action: '/contact', submit: '保存', fields: asTyped(fields, refused), footnote: '谁在什么时候改的，都会留痕。',
        // What a colleague saved meanwhile is seen by then: the form goes on from the newest version.
        seal: sealFor(asking, own.version), errors: refusalLines(refused, Object.fromEntries(fields.map(({ name, label }) => [name, label]))),
      } })}
    />
  ));
}

/** 本单位联系方式 at the desk: everybody of the office reads it, its operator keeps it. */
export const organisationPages: Route[] = [
  route({ method: 'get', path: '/contact', summary: '本单位联系方式（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showContact(input) }),
  route({
    method: 'post', path: '/contact', summary: '修改本单位联系方式（页面）', policy: { roles: contactKeepers }, audit: '修改单位联系方式', rate: 'write', answers: { 303: 'html' }, body: z.strictObject({ office: z.string().max(200).default(''), telephone: z.string().max(200).default(''), version }),
    async handler({ actor, body: { version: seen, ...contact } }) {
      await changeContact(actor, actor.organisation.id, contact, seen);
      return redirect('/contact', '联系方式已保存，公示页已换成新的');
    },
    onRefusal: (input, error) => showContact(input, error),
  }),
];
