import { typedText, type Refused } from '../../web/desk-page.js';
import type { FormSeal } from '../../web/components/form.js';
import type { ObjectionEntry, ObjectionsProps } from '../../web/components/objections.js';
import { momentWords } from '../../web/time-words.js';
import { countObjections, objectionsOf, whyNoObjectionAnswer, whyNoObjections, whyNoOverruling, type Objection } from '../objections.js';
import type { Dossier } from './dossier.js';

const A_PAGE = 20;
const PINNED = 5;
type Seal = () => FormSeal;
export type RefusedObjection = Refused & { objection?: number };

/** May this person read what the public objected to. */
export const mayReadObjections = ({ actor, list }: Pick<Dossier, 'actor' | 'list'>): boolean => whyNoObjections(actor, list) === null;

/** The open objections on top of the list's page, for the school that answers and the authority that may overrule. */
export async function pinnedObjections(dossier: Dossier, seal: Seal): Promise<{ title: string; text: string; objections: ObjectionsProps; more?: string } | undefined> {
  const { list } = dossier;
  if (!mayReadObjections(dossier) || !dossier.facts.openObjections) return undefined;
  const { open, all } = (await countObjections([list.id])).get(list.id) ?? { open: 0, all: 0 };
  const found = await objectionsOf(list.id, { state: 'open', limit: PINNED });
  const blocked = list.status.authorityPublicity === 'awaiting' ? '处理完以前，主管部门不能作“公示通过”。' : list.programme.hasDisbursement ? '处理完以前，不能登记资金发放。' : '';
  return {
    title: `公示收到 ${open} 条异议，还没有处理`, text: `学校逐条核实、答复；不成立的，主管部门可以写明理由驳回。${blocked}内容只有本校和主管部门的经办人员能看到，请为反映人保密。`,
    objections: { entries: found.map((one) => entryOf(dossier, one, seal)) }, ...(all > found.length ? { more: `/award-lists/${list.id}?tab=objections` } : {}),
  };
}

/** Every objection to the list, those without an answer first. */
export async function objectionsTab(dossier: Dossier, page: number, seal: Seal, refused?: RefusedObjection): Promise<ObjectionsProps> {
  const { list } = dossier;
  const offset = (page - 1) * A_PAGE;
  const { all } = (await countObjections([list.id])).get(list.id) ?? { all: 0 };
  const found = await objectionsOf(list.id, { limit: A_PAGE, offset });
  const at = (wanted: number): string => `/award-lists/${list.id}?tab=objections&page=${wanted}`;
  return {
    entries: found.map((one) => entryOf(dossier, one, seal, refused)), empty: { title: '没有收到异议', text: '公示期内，任何人可以在公示页上提出异议，会出现在这里。' },
    ...(all > found.length ? { pager: { text: `第 ${offset + 1}–${offset + found.length} 条，共 ${all} 条`, ...(page > 1 ? { previous: at(page - 1) } : {}), ...(offset + found.length < all ? { next: at(page + 1) } : {}) } } : {}),
  };
}

function entryOf({ actor, list, today }: Dossier, objection: Objection, seal: Seal, refused?: RefusedObjection): ObjectionEntry {
  const { id, receipt, round, text, at, state, settlement, hasContact } = objection;
  const base = `/award-lists/${list.id}/objections/${id}`;
  const mistaken = refused?.objection === id ? refused : undefined;
  const form = (action: 'answer' | 'overruling', field: 'text' | 'remark'): ObjectionEntry['form'] => ({
    kind: action, action: `${base}/${action}`, seal: seal(), ...(mistaken ? { value: typedText(mistaken.typed, field), error: mistaken.items[0]?.message ?? mistaken.message } : {}),
  });
  return {
    id, receipt, text, state, by: `第 ${round} 轮公示，${momentWords(at, today)}收到`, ...(hasContact ? { contactHref: `${base}/contact` } : {}),
    ...(settlement ? { settlement: { text: settlement.text, by: `${settlement.organisation} ${settlement.by}，${momentWords(settlement.at, today)}` } } : {}),
    ...(state !== 'open' ? {} : whyNoObjectionAnswer(actor, list) === null ? { form: form('answer', 'text') } : whyNoOverruling(actor, list) === null ? { form: form('overruling', 'remark') } : {}),
  };
}
