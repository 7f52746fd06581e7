import { call } from '../api/call';
import type { ReplyOf } from '../api/contract';

/** What somebody looks at before deciding about a list. */
export type Dossier = { list: ReplyOf<'list'>; facts: ReplyOf<'facts'>; changes: ReplyOf<'changes'>; attachments: ReplyOf<'attachments'>['items']; history: ReplyOf<'history'>['items'] };

export async function readDossier(listId: number): Promise<Dossier> {
  const params = { id: listId };
  const [list, facts, changes, attachments, history] = await Promise.all([
    call('list', { params }), call('facts', { params }), call('changes', { params, query: { limit: 5 } }), call('attachments', { params }), call('history', { params }),
  ]);
  return { list, facts, changes, attachments: attachments.items, history: history.items };
}
