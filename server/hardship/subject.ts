import { row } from '../database.js';
import { Forbidden } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import type { SubjectProvider } from '../workflow/registry.js';
import { determinationById, determinationNames, nameOf } from './determination.js';

/** What the process runtime needs to know of a determination. Who determined does not review (同一人不得既认定又审核). */
export const hardshipSubject: SubjectProvider = {
  kind: 'hardship', title: '困难学生认定',
  facts: [{ name: 'level', type: 'text' }, { name: 'kind', type: 'text' }],
  async load(id) {
    const one = await determinationById(id);
    const school = await row<{ parent_id: number | null }>('SELECT parent_id FROM organisations WHERE id = ?', [one.school.id]);
    return {
      name: nameOf(one), organisationId: one.school.id, programme: null, month: null,
      organisations: { school: one.school.id, authority: school?.parent_id ?? null, prefecture: null, province: null, central: null }, values: { level: one.level, kind: one.kind },
    };
  },
  keyed: { 'hardship-determination': [{ kind: 'step', key: 'review-hardship', name: '认定审核', decisions: ['pass', 'fail'], loses: '认定的人也能审核自己的认定' }] },
  name: async (id) => nameOf(await determinationById(id)),
  names: determinationNames,
  async beforeCompletion(actor: Actor, taskKey, id) {
    if (taskKey === 'review-hardship' && (await determinationById(id)).determinedBy === actor.userId) throw new Forbidden('same-person', '这份认定是您自己做的，要由另一名审核人员审核。');
  },
  href: (_id, taskId) => `/tasks/${taskId}`,
};
