import { recordAudit } from '../audit/record.js';
import { rows, run, transact } from '../database.js';
import { Conflict, Forbidden, InputInvalid, type ErrorItem } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import { organisationInScope, type Organisation } from './organisation.js';
import { whyNotKeeper } from './policy.js';

/** 办公室和电话: whom parents and students turn to about a public notice. A part left out stays as it is. */
export type Contact = { office?: string; telephone?: string };

/**
 * Changes the organisation's contact. Notices open now show the new one at once.
 * @param version what the person saw of the organisation; left out, the change is made to whatever is stored.
 * @throws NotFound outside the scope; Forbidden when it is not the actor's own organisation or post; InputInvalid; Conflict `stale-version`.
 */
export async function changeContact(actor: Actor, organisationId: number, contact: Contact, version?: number): Promise<Organisation> {
  return transact(async () => {
    const organisation = await organisationInScope(actor, organisationId);
    const refused = whyNotKeeper(actor, organisation);
    if (refused) throw new Forbidden('role-not-allowed', refused);
    const [before] = await rows<Required<Contact> & { version: number }>('SELECT office, telephone, version FROM organisations WHERE id = ? FOR UPDATE', [organisationId]);
    if (version !== undefined && before.version !== version) throw new Conflict('stale-version', `联系方式刚被同事改成“${before.office} ${before.telephone}”，请核对后再保存。`);
    const changed = { office: contact.office?.trim() ?? before.office, telephone: contact.telephone?.trim() ?? before.telephone };
    const problems = contactProblems(changed);
    if (problems.length > 0) throw new InputInvalid(problems);
    await run('UPDATE organisations SET office = ?, telephone = ?, version = version + 1 WHERE id = ?', [changed.office, changed.telephone, organisationId]);
    await recordAudit(actor, { action: '修改单位联系方式', object: { kind: 'organisation', id: organisationId, organisationId }, before: { office: before.office, telephone: before.telephone }, after: changed });
    return organisationInScope(actor, organisationId);
  });
}

export const LONGEST_OFFICE = 60;
export const LONGEST_TELEPHONE = 40;
const TELEPHONES = /^[\d()（）+\-—转、，,；; ]+$/;
const NUMBER_OF_A_DOCUMENT = /\d{15}/;

/** What is wrong with a contact; a notice without a telephone helps nobody, and a document number never belongs on one. */
export function contactProblems({ office, telephone }: Required<Contact>): ErrorItem[] {
  const problems: ErrorItem[] = [];
  if (office.length > LONGEST_OFFICE) problems.push({ path: 'office', code: 'too-long', message: `办公室最多 ${LONGEST_OFFICE} 字。` });
  if (NUMBER_OF_A_DOCUMENT.test(office)) problems.push({ path: 'office', code: 'invalid', message: '办公室里不要写证件号、卡号，公示页任何人都能看到。' });
  if (telephone === '') problems.push({ path: 'telephone', code: 'required', message: '请填写电话，公示页上要让学生和家长找得到人。' });
  else if (telephone.length > LONGEST_TELEPHONE) problems.push({ path: 'telephone', code: 'too-long', message: `电话最多 ${LONGEST_TELEPHONE} 字。` });
  else if (!TELEPHONES.test(telephone) || NUMBER_OF_A_DOCUMENT.test(telephone) || telephone.replace(/\D/g, '').length < 7) problems.push({ path: 'telephone', code: 'invalid', message: '电话应写成 0398-6200001 或 0398-6200001 转 802，几个号码之间用顿号隔开。' });
  return problems;
}
